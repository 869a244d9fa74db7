using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Metadata;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>What a silo knows of a grain class: how to make it, and what its attributes say. One object a class and silo.</summary>
internal sealed class GrainClass
{
    private readonly Func<Activation, object> _create;

    public GrainClass(SiloRuntime silo, GrainType grainType, Type type, GrainProperties properties)
    {
        Silo = silo;
        GrainType = grainType;
        Type = type;
        Properties = properties;
        Hash = (int)grainType.GetUniformHashCode();
        MetricTag = new("type", type.FullName);
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute), inherit: true);
        HandlesIncomingCalls = typeof(IIncomingGrainCallFilter).IsAssignableFrom(type);
        TakesPartInMigration = typeof(IGrainMigrationParticipant).IsAssignableFrom(type);
        KeepsAlive = properties.Properties.TryGetValue(WellKnownGrainTypeProperties.IdleDeactivationPeriod, out var idle) && idle == WellKnownGrainTypeProperties.IndefiniteIdleDeactivationPeriodValue;
        CollectionAgeTicks = CoarseClock.ToTicks(silo.Options.CollectionAgeOf(type, idle));
        MayInterleave = MayInterleavePredicate.Of(type);
        ActivatesAtOnce = Inherits(type, nameof(IGrainBase.OnActivateAsync));
        DeactivatesAtOnce = Inherits(type, nameof(IGrainBase.OnDeactivateAsync));
        if (type.GetCustomAttribute<StatelessWorkerAttribute>(inherit: true) is not null)
        {
            var placement = new StatelessWorkerPlacement();
            placement.Initialize(properties);
            WorkersMax = placement.MaxLocal;
        }

        QueueLimit = silo.Options.QueueLimitOf(isStatelessWorker: WorkersMax > 0);
        ColocatesByPrefix = properties.Properties.TryGetValue(WellKnownGrainTypeProperties.PlacementStrategy, out var strategy) && strategy == Placement.PlacementKey.PrefixStrategy;
        if (strategy is not null && !ColocatesByPrefix && WorkersMax == 0) silo.Log.PlacementIgnored(type, strategy);
        _create = GrainConstructor.For(this);
    }

    public SiloRuntime Silo { get; }

    public GrainType GrainType { get; }

    public Type Type { get; }

    public GrainProperties Properties { get; }

    public int Hash { get; }

    public KeyValuePair<string, object?> MetricTag { get; }

    public bool IsReentrant { get; }

    public bool HandlesIncomingCalls { get; }

    /// <summary>True when the grain itself puts state down for its next activation, also when its shard moves.</summary>
    public bool TakesPartInMigration { get; }

    /// <summary>Never collected for idleness.</summary>
    public bool KeepsAlive { get; }

    public int CollectionAgeTicks { get; }

    public Func<object?, IInvokable, bool>? MayInterleave { get; }

    /// <summary>True when nothing runs between construction and the first call, so that an activation costs no task.</summary>
    public bool ActivatesAtOnce { get; }

    public bool DeactivatesAtOnce { get; }

    /// <summary>For a stateless worker the limit of activations a silo; 0 for other grains.</summary>
    public int WorkersMax { get; }

    /// <summary>Calls that may wait for one activation.</summary>
    public int QueueLimit { get; }

    /// <summary>True when the part of the key before the first slash decides where the grain lives.</summary>
    public bool ColocatesByPrefix { get; }

    public object CreateInstance(Activation activation) => _create(activation);

    private static bool Inherits(Type type, string method)
    {
        if (!typeof(IGrainBase).IsAssignableFrom(type)) return true;
        var map = type.GetInterfaceMap(typeof(IGrainBase));
        var target = map.TargetMethods[Array.FindIndex(map.InterfaceMethods, m => m.Name == method)];
        return target.DeclaringType == typeof(Grain) || target.DeclaringType == typeof(IGrainBase);
    }
}
