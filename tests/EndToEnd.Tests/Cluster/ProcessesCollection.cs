namespace OrleansAgents.EndToEnd.Tests.Cluster;

/// <summary>Tests that start several processes run alone: beside others they would wait for a processor longer than a lease lasts.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessesCollection
{
    public const string Name = "processes";
}
