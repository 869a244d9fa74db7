using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace OrleansAgents.Storage;

/// <summary>The members of a view as tables keep them: JSON, so that an operator can read it.</summary>
internal static partial class ClusterViewJson
{
    public static string Write(ClusterView view)
        => JsonSerializer.Serialize(
            view.Members.Select(static member => new StoredMember(member.Address.ToParsableString(), member.Name, member.Gateway?.ToParsableString(), member.IsLeaving)).ToArray(),
            Context.Default.StoredMemberArray);

    public static ClusterView Read(long version, string members)
        => new(version, [.. JsonSerializer.Deserialize(members, Context.Default.StoredMemberArray)!.Select(static member =>
            new ClusterMember(SiloAddress.Parse(member.Address), member.Name, member.Gateway is null ? null : SiloAddress.Parse(member.Gateway), member.Leaving))]);

    internal sealed record StoredMember(string Address, string Name, string? Gateway, bool Leaving);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(StoredMember[]))]
    private sealed partial class Context : JsonSerializerContext;
}
