using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Storage;

namespace OrleansAgents.Storage;

/// <summary>Grain storage in an Azure Storage account: one entity of a table or one blob a state, as JSON, stored when an awaited write returns.</summary>
public sealed class AzureGrainStorage : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private readonly string _name;
    private readonly AzureStorageOptions _options;
    private readonly AzureRecords _records;
    private readonly AzureRecordWrites _writes;
    private readonly GrainStateJson _json;
    private readonly string _serviceId;
    private volatile bool _started;

    internal AzureGrainStorage(string name, AzureStorageOptions options, AzureRecords records, GrainStateJson json, string serviceId, ILogger<AzureGrainStorage> logger)
    {
        _name = name;
        _options = options;
        _records = records;
        _writes = new AzureRecordWrites(records, logger);
        _json = json;
        _serviceId = serviceId;
    }

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        observer.Subscribe($"{nameof(AzureGrainStorage)}-{_name}", _options.InitStage, StartAsync);
    }

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var stored = await _records.ReadAsync(KeyOf(stateName, grainId));
        grainState.State = (stored.Json is { } json ? _json.Read<T>(json.Span, stateName, grainId) : default) ?? StateInstance<T>.Create();
        grainState.ETag = stored.ETag;
        grainState.RecordExists = stored.Json is not null;
    }

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var key = KeyOf(stateName, grainId);
        grainState.ETag = await _writes.WriteAsync(key, _json.Write(grainState.State, stateName, grainId), grainState.ETag);
        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var key = KeyOf(stateName, grainId);
        grainState.ETag = await _writes.ClearAsync(key, grainState.ETag, _options.DeleteStateOnClear);
        grainState.RecordExists = false;
        grainState.State = StateInstance<T>.Create();
    }

    internal static AzureGrainStorage Create(IServiceProvider services, string name, AzureStorageOptions options, AzureRecords records)
        => new(
            name,
            options,
            records,
            new GrainStateJson(EngineExtras.StateTypes(services), services.GetRequiredService<IGrainFactory>(), options.ConfigureJson),
            services.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId,
            services.GetRequiredService<ILogger<AzureGrainStorage>>());

    internal static TimeProvider TimeOf(IServiceProvider services) => services.GetService<TimeProvider>() ?? TimeProvider.System;

    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        await _records.CreateAsync(cancellationToken);
        _started = true;
    }

    private AzureRecordKey KeyOf(string stateName, GrainId grainId)
        => _started
            ? new AzureRecordKey(_serviceId, grainId, stateName)
            : throw new AzureStorageException($"Azure storage '{_name}' is used before its silo has started it; {_records.Place} is made ready at stage {_options.InitStage} ({nameof(_options.InitStage)}).");
}
