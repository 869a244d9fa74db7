using Orleans.Storage;
using OrleansAgents.TestKit;

namespace OrleansAgents.Runtime.Tests.State;

/// <summary>The storage as a silo registers it, with its records in the grains of two silos.</summary>
public sealed class ClusterGrainStorageComplianceTests(StateCluster fixture) : GrainStorageCompliance, IClassFixture<StateCluster>
{
    protected override Task<IGrainStorage> OpenAsync() => Task.FromResult(fixture.Storage);
}
