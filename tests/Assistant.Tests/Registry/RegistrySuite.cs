using OrleansAgents.Assistant.Tests.Sessions;
using OrleansAgents.Assistant.Tests.Support;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Registry;

namespace OrleansAgents.Assistant.Tests.Registry;

/// <summary>On any engine: what was registered is known, what was removed is not, and what is no manifest changes nothing.</summary>
public abstract class RegistrySuite(TestedEngine engine)
{
    [Fact]
    public Task Register_Agents_AreReadUntilTheyAreRemoved() => engine.RunAsync(async run =>
    {
        var cluster = await run.StartAsync([SessionGrainTests.Echo()]);
        var registry = cluster.Silos!.Client.GetGrain<IAgentRegistryGrain>(0);
        for (var index = 0; index < 5; index++)
        {
            await cluster.CallAsync(() => registry.Register(Manifest($"agent{index}")));
        }

        await cluster.CallAsync(() => registry.Remove("agent3"));

        var read = await cluster.CallAsync(() => registry.Read(0));
        var known = read!.ManifestsJson.Select(static json => ManifestJson.Read(json).Id).Order().ToList();
        if (run.IsWeak)
        {
            // A registration that arrives late comes after the removal.
            Assert.Equal(["agent0", "agent1", "agent2", "agent4"], known.Where(static id => id != "agent3"));
        }
        else
        {
            Assert.Equal(["agent0", "agent1", "agent2", "agent4"], known);
            Assert.Null(await registry.Read(read.Version));
        }
    });

    [Fact]
    public Task Register_WhatIsNoManifest_ChangesNothing() => engine.RunAsync(async run =>
    {
        var cluster = await run.StartAsync([SessionGrainTests.Echo()]);
        var registry = cluster.Silos!.Client.GetGrain<IAgentRegistryGrain>(0);

        await Assert.ThrowsAsync<ArgumentException>(() => cluster.CallAsync(() => registry.Register("""{"id": "x"}""")));
        var builtIn = await Assert.ThrowsAsync<ArgumentException>(() => cluster.CallAsync(() => registry.Register(Manifest("echo"))));

        Assert.Contains("built-in", builtIn.Message, StringComparison.Ordinal);
        Assert.Empty((await cluster.CallAsync(() => registry.Read(0)))!.ManifestsJson);
        Assert.False(await cluster.CallAsync(() => registry.Remove("echo")));
    });

    private static string Manifest(string id) => ManifestJson.Write(new ScriptedAgent(id).On("say", ScriptedAgent.Says).Manifest);
}

/// <summary>The registry on an engine whose calls arrive.</summary>
public sealed class RegistryTests() : RegistrySuite(new TestedEngine.Steady());

/// <summary>The registry on an engine that loses and delays calls and activates it twice. What it cannot promise there: that a version counts registrations, since one that is made again counts again.</summary>
public sealed class WeakRegistryTests() : RegistrySuite(new TestedEngine.Weak(seeds: 3));
