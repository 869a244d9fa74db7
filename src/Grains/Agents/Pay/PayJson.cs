using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansAgents.Grains.Agents.Pay;

/// <summary>The output of balance; docs/cards.md shows it.</summary>
internal sealed record BalanceOutput(Money Balance, string Account, bool Simulated, string Note);

/// <summary>The output of split.</summary>
internal sealed record SplitOutput(Money Amount, int People, IReadOnlyList<ShareView> Shares);

/// <summary>People who pay the same.</summary>
internal sealed record ShareView(int People, Money Each);

[JsonSerializable(typeof(BalanceOutput))]
[JsonSerializable(typeof(SplitOutput))]
internal sealed partial class PayJsonContext : JsonSerializerContext
{
    public static PayJsonContext Answers { get; } = new(new JsonSerializerOptions(AgentReplies.Json));
}
