using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansAgents.Grains.Agents.Memory;

/// <summary>Something that is kept.</summary>
internal sealed record PreferenceView(string Text, string Since);

/// <summary>The output of remember.</summary>
internal sealed record RememberedOutput(PreferenceView Remembered, int Count);

/// <summary>The output of recall.</summary>
internal sealed record RecalledOutput(IReadOnlyList<PreferenceView> Preferences, string? About);

/// <summary>The output of forget.</summary>
internal sealed record ForgottenOutput(IReadOnlyList<PreferenceView> Forgotten, int Left);

[JsonSerializable(typeof(RememberedOutput))]
[JsonSerializable(typeof(RecalledOutput))]
[JsonSerializable(typeof(ForgottenOutput))]
internal sealed partial class MemoryJsonContext : JsonSerializerContext
{
    public static MemoryJsonContext Answers { get; } = new(new JsonSerializerOptions(AgentReplies.Json));
}
