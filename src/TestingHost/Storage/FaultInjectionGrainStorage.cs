using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.TestingHost;

#pragma warning disable CA1725, CA2211 // Orleans' names of parameters and its mutable field.

/// <summary>Storage with faults in front of real storage: <see cref="IStorageFaultGrain"/> throws what a test has asked for.</summary>
public partial class FaultInjectionGrainStorage : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private readonly IGrainStorage _real;
    private readonly FaultInjectionGrainStorageOptions _options;
    private readonly Lazy<IStorageFaultGrain> _faults;
    private readonly ILogger _log;

    public FaultInjectionGrainStorage(IGrainStorage realStorageProvider, string name, ILoggerFactory loggerFactory, IGrainFactory grainFactory, FaultInjectionGrainStorageOptions faultInjectionOptions)
    {
        _real = realStorageProvider;
        _options = faultInjectionOptions;
        _faults = new Lazy<IStorageFaultGrain>(() => grainFactory.GetGrain<IStorageFaultGrain>(name));
        _log = loggerFactory.CreateLogger($"{GetType().FullName}.{name}");
    }

    public Task ReadStateAsync<T>(string grainType, GrainId grainId, IGrainState<T> grainState) =>
        Run(_faults.Value.OnRead(grainId), "read", grainId, () => _real.ReadStateAsync(grainType, grainId, grainState));

    public Task WriteStateAsync<T>(string grainType, GrainId grainId, IGrainState<T> grainState) =>
        Run(_faults.Value.OnWrite(grainId), "write", grainId, () => _real.WriteStateAsync(grainType, grainId, grainState));

    public Task ClearStateAsync<T>(string grainType, GrainId grainId, IGrainState<T> grainState) =>
        Run(_faults.Value.OnClear(grainId), "clear", grainId, () => _real.ClearStateAsync(grainType, grainId, grainState));

    public void Participate(ISiloLifecycle lifecycle) => (_real as ILifecycleParticipant<ISiloLifecycle>)?.Participate(lifecycle);

    private async Task Run(Task fault, string what, GrainId grainId, Func<Task> real)
    {
        if (_options.Latency > TimeSpan.Zero) await Task.Delay(_options.Latency);
        try
        {
            await fault;
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
