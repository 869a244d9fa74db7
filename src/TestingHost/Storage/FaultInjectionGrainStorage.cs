using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.TestingHost;

#pragma warning disable CA1725, CA2211 // Orleans' names of parameters and its mutable field.

/// <summary>Storage with faults in front of real storage: the <see cref="IStorageFaultGrain"/> whose key is the state's name throws what a test has asked for.</summary>
public partial class FaultInjectionGrainStorage : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private readonly IGrainStorage _real;
    private readonly FaultInjectionGrainStorageOptions _options;
    private readonly IGrainFactory _grains;
    private readonly ILogger _log;

    public FaultInjectionGrainStorage(IGrainStorage realStorageProvider, string name, ILoggerFactory loggerFactory, IGrainFactory grainFactory, FaultInjectionGrainStorageOptions faultInjectionOptions)
    {
        _real = realStorageProvider;
        _options = faultInjectionOptions;
        _grains = grainFactory;
        _log = loggerFactory.CreateLogger($"{GetType().FullName}.{name}");
    }

    public Task ReadStateAsync<T>(string grainType, GrainId grainId, IGrainState<T> grainState) =>
        Run(() => Faults(grainType).OnRead(grainId), "read", grainId, () => _real.ReadStateAsync(grainType, grainId, grainState));

    public Task WriteStateAsync<T>(string grainType, GrainId grainId, IGrainState<T> grainState) =>
        Run(() => Faults(grainType).OnWrite(grainId), "write", grainId, () => _real.WriteStateAsync(grainType, grainId, grainState));

    public Task ClearStateAsync<T>(string grainType, GrainId grainId, IGrainState<T> grainState) =>
        Run(() => Faults(grainType).OnClear(grainId), "clear", grainId, () => _real.ClearStateAsync(grainType, grainId, grainState));

    public void Participate(ISiloLifecycle lifecycle) => (_real as ILifecycleParticipant<ISiloLifecycle>)?.Participate(lifecycle);

    /// <summary>A state's own grain, as Orleans has it: two states of one storage do not see each other's faults.</summary>
    private IStorageFaultGrain Faults(string stateName) => _grains.GetGrain<IStorageFaultGrain>(stateName);

    private async Task Run(Func<Task> fault, string what, GrainId grainId, Func<Task> real)
    {
        if (_options.Latency > TimeSpan.Zero) await Task.Delay(_options.Latency);
        try
        {
            await fault();
        }
        catch (Exception injected)
        {
            LogInjected(_log, injected, what, grainId);
            throw;
        }

        await real();
    }

    [LoggerMessage(LogLevel.Information, "The test injected a fault into the {What} of {Grain}.")]
    private static partial void LogInjected(ILogger logger, Exception fault, string what, GrainId grain);
}

/// <summary>How long storage with faults takes.</summary>
public class FaultInjectionGrainStorageOptions
{
    public static TimeSpan DEFAULT_LATENCY = TimeSpan.FromMilliseconds(10);

    /// <summary>Waited before every operation.</summary>
    public TimeSpan Latency { get; set; } = DEFAULT_LATENCY;
}

/// <summary>Makes storage with faults.</summary>
public static class FaultInjectionGrainStorageFactory
{
    /// <param name="injectedGrainStorageFactory">Makes the real storage.</param>
    public static IGrainStorage Create(IServiceProvider services, string name, Func<IServiceProvider, string, IGrainStorage> injectedGrainStorageFactory)
    {
        ArgumentNullException.ThrowIfNull(injectedGrainStorageFactory);
        return new FaultInjectionGrainStorage(
            injectedGrainStorageFactory(services, name),
            name,
            services.GetRequiredService<ILoggerFactory>(),
            services.GetRequiredService<IGrainFactory>(),
            services.GetRequiredService<IOptionsMonitor<FaultInjectionGrainStorageOptions>>().Get(name));
    }
}
