using System.Collections.Immutable;
using Orleans.Concurrency;
using Orleans.Metadata;
using Orleans.Runtime;

namespace OrleansAgents.Runtime.Tests.Metadata;

/// <summary>Properties read by types that Microsoft's packages keep to themselves.</summary>
public sealed class EnginePropertiesTests
{
    [Fact]
    public void StatelessWorker_ReadBackFromItsProperties_HasItsLimits()
    {
        var properties = new Dictionary<string, string>();
        new AttributeGrainPropertiesProvider(null!).Populate(typeof(Worker), GrainType.Create("x"), properties);
        var placement = new StatelessWorkerPlacement();

        placement.Initialize(new GrainProperties(properties.ToImmutableDictionary()));

        Assert.Equal("StatelessWorkerPlacement", properties["placement-strategy"]);
        Assert.Equal("true", properties["unordered"]);
        Assert.Equal((5, false), (placement.MaxLocal, placement.RemoveIdleWorkers));
        Assert.Equal(Environment.ProcessorCount, new StatelessWorkerPlacement().MaxLocal);
    }

    [Fact]
    public void Attributes_OfInterface_AreItsProperties()
    {
        var properties = new Dictionary<string, string>();

        new AttributeGrainInterfacePropertiesProvider(null!).Populate(typeof(GrainPropertiesTests.INamed), default, properties);

        Assert.Equal(new Dictionary<string, string> { ["version"] = "3", ["primary-grain-type"] = "the-name" }, properties);
    }

    [StatelessWorker(5, removeIdleWorkers: false)]
    private sealed class Worker;
}
