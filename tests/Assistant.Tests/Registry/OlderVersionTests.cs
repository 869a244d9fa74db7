using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Serialization;
using OrleansAgents.Assistant.Tests.Support;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Registry;
using OrleansAgents.TestKit;

namespace OrleansAgents.Assistant.Tests.Registry;

/// <summary>What a silo sends, or has stored, whose version knows nothing of tiers.</summary>
public sealed class OlderVersionTests
{
    private static readonly Serializer Serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    [Fact]
    public void Registry_ReadFromAnOlderSilo_GivesEveryAgentTheTierThatAgentsBeginWith()
    {
        OlderRegisteredManifests sent = new(7, [ManifestJson.Write(new ScriptedAgent("guest").On("say", ScriptedAgent.Says).On("write_say", ScriptedAgent.Says).Manifest)]);
        var read = Serializer.Deserialize<RegisteredManifests>(Serializer.SerializeToArray(sent));
        Assert.Equal((7, null), (read.Version, read.Tiers));
        ManifestSource source = new(GrainFactoryStub.None, new ProgramManifests([new ScriptedAgent("echo").On("say", ScriptedAgent.Says).Manifest]), [], new ManualTimeProvider(), NullLogger<ManifestSource>.Instance);

        source.Take(read);

        Assert.Equal(["echo", "guest"], source.Current.Agents.Select(static agent => agent.Id));
        Assert.Equal(2, source.Current.Agents[1].Skills.Count);
        Assert.Equal(AgentTier.Confirm, source.TierOf("guest"));
        Assert.Null(source.Shadowed);
    }

    [Fact]
    public void Registry_StoredByAnOlderSilo_HasNoTiers()
    {
        var read = Serializer.Deserialize<StoredRegistry>(Serializer.SerializeToArray(new OlderStoredRegistry { Version = 7, Manifests = { ["guest"] = "{}" } }));

        Assert.Equal((7, 1, 0), (read.Version, read.Manifests.Count, read.Tiers.Count));
    }
}

/// <summary>As it was before there were tiers.</summary>
[GenerateSerializer, Immutable]
public sealed record OlderRegisteredManifests([property: Id(0)] long Version, [property: Id(1)] IReadOnlyList<string> ManifestsJson);

/// <summary>As it was before there were tiers.</summary>
[GenerateSerializer]
public sealed class OlderStoredRegistry
{
    [Id(0)]
    public long Version { get; set; } = 1;

    [Id(1)]
    public Dictionary<string, string> Manifests { get; set; } = [];
}
