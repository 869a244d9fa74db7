namespace Orleans.Runtime;

/// <summary>What one silo tells about itself, and does when told to. Addressed by silo, not by shard: it is an observer of the silo under a name that can be worked out.</summary>
[Alias("orleans.silo-control")]
internal interface ISiloControl : IGrainObserver
{
    ValueTask<SiloRuntimeStatistics> GetStatistics();

    /// <summary>Activations by grain class.</summary>
    ValueTask<SimpleGrainStatistic[]> CountByClass();

    /// <summary>Every activation, of the given grain classes by full name or of all.</summary>
    ValueTask<DetailedGrainStatistic[]> ListActivations(string[]? classes);

    ValueTask<List<GrainId>> GetActiveGrains(GrainType type);

    /// <summary>Activations of one grain.</summary>
    ValueTask<int> CountOf(GrainId grain);

    /// <summary>Ends what has been idle for at least <paramref name="age"/>, and waits for its end.</summary>
    ValueTask CollectActivations(TimeSpan age);

    ValueTask CollectGarbage();
}

internal sealed class SiloControl(SiloRuntime silo, ProcessStatistics process) : ISiloControl
{
    private const string Name = "control";

    // What counts as recently used in the statistics; Orleans reports the same.
    private static readonly TimeSpan Recently = TimeSpan.FromMinutes(10);

    /// <summary>The control of a silo, as an observer's id.</summary>
    public static GrainId IdOf(SiloAddress silo) => GrainId.Create(ObserverKeys.GrainType, ObserverTable.KeyOf(silo.ToParsableString(), Name));

    /// <summary>Makes a silo's control reachable. The silo keeps it: observers are held weakly.</summary>
    public static SiloControl Install(SiloRuntime silo, ProcessStatistics process)
    {
        var control = new SiloControl(silo, process);
        silo.Observers.Add(control, Name);
        return control;
    }

    public ValueTask<SiloRuntimeStatistics> GetStatistics()
    {
        var (now, recent) = (silo.Clock.Now, 0);
        silo.Visit(activation => recent += now - activation.LastUsed <= CoarseClock.ToTicks(Recently) ? 1 : 0);
        return new(new SiloRuntimeStatistics(
            silo.ActivationCount,
            recent,
            isOverloaded: false,
            silo.Messages.ClientCount,
            silo.Messages.Counts.Received,
            silo.Messages.Counts.Sent,
            process.GetEnvironmentStatistics(),
            silo.Services.Time.GetUtcNow().UtcDateTime));
    }

    public ValueTask<SimpleGrainStatistic[]> CountByClass()
    {
        Dictionary<Type, int> counts = [];
        silo.Visit(activation => counts[activation.Class.Type] = counts.GetValueOrDefault(activation.Class.Type) + 1);
        return new(counts.Select(count => new SimpleGrainStatistic { GrainType = count.Key.FullName!, SiloAddress = silo.Address, ActivationCount = count.Value }).ToArray());
    }

    public ValueTask<DetailedGrainStatistic[]> ListActivations(string[]? classes)
    {
        List<DetailedGrainStatistic> found = [];
        silo.Visit(activation =>
        {
            var name = activation.Class.Type.FullName!;
            if (classes is null || classes.Contains(name)) found.Add(new DetailedGrainStatistic { GrainType = name, SiloAddress = silo.Address, GrainId = activation.GrainId });
        });
        return new(found.ToArray());
    }

    public ValueTask<List<GrainId>> GetActiveGrains(GrainType type)
    {
        List<GrainId> found = [];
        silo.Visit(activation =>
        {
            if (activation.Class.GrainType.Equals(type)) found.Add(activation.GrainId);
        });
        return new(found);
    }

    public ValueTask<int> CountOf(GrainId grain)
    {
        if (silo.ClassOf(grain.Type) is { WorkersMax: 0 }) return new(silo.Find(grain) is null ? 0 : 1);
        var count = 0;
        silo.Visit(activation => count += activation.GrainId.Equals(grain) ? 1 : 0);
        return new(count);
    }

    public async ValueTask CollectActivations(TimeSpan age)
    {
        var (now, ticks) = (silo.Clock.Now, age <= TimeSpan.Zero ? 0 : CoarseClock.ToTicks(age));
        List<Task> ending = [];
        silo.Visit(activation =>
        {
            var lastUsed = activation.LastUsed;
            if (activation.IdleTicks(now) is var idle && idle >= 0 && idle >= ticks) ending.Add(activation.CollectAsync(lastUsed));
        });
        await Task.WhenAll(ending);
        SiloMeter.Collected.Add(ending.Count);
        if (ending.Count > 0) silo.Log.Collected(ending.Count, silo.ActivationCount + ending.Count);
    }

    public ValueTask CollectGarbage()
    {
        GC.Collect();
        return default;
    }
}
