using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace OrleansAgents.Storage;

/// <summary>Grain storage in a SQLite file: one row a state, as JSON, durable when an awaited write returns.</summary>
public sealed class SqliteGrainStorage : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private readonly string _name;
    private readonly SqliteFileSettings _settings;
    private readonly GrainStateJson _json;
    private readonly TimeProvider _time;
    private readonly ILogger<SqliteGrainStorage> _logger;
    private readonly object? _cluster;
    private SqliteFile? _file;

    internal SqliteGrainStorage(string name, SqliteFileSettings settings, GrainStateJson json, TimeProvider time, ILogger<SqliteGrainStorage> logger, object? cluster = null)
    {
        _cluster = cluster;
        _name = name;
        _settings = settings;
        _json = json;
        _time = time;
        _logger = logger;
    }

    internal SqliteFile OpenFile => _file ?? throw new SqliteStorageException(
        $"SQLite storage '{_name}' is used while its silo is not running; its file '{_settings.DataFile}' is opened when the silo starts and closed when it stops.");

    /// <summary>Makes the storage with the options that were configured under its name.</summary>
    public static SqliteGrainStorage Create(IServiceProvider services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.GetRequiredService<IOptionsMonitor<SqliteStorageOptions>>().Get(name);
        return new SqliteGrainStorage(
            name,
            SqliteFileSettings.From(options, EngineExtras.SharingOf(services)),
            new GrainStateJson(EngineExtras.StateTypes(services), services.GetRequiredService<IGrainFactory>(), options.ConfigureJson),
            services.GetService<TimeProvider>() ?? TimeProvider.System,
            services.GetRequiredService<ILogger<SqliteGrainStorage>>(),
            EngineExtras.ClusterOf(services));
    }

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        observer.Subscribe($"{nameof(SqliteGrainStorage)}-{_name}", ServiceLifecycleStage.RuntimeStorageServices, StartAsync, StopAsync);
    }

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var key = grainId.ToString();
        var stored = await OpenFile.ReadAsync(session => GrainStateTable.Read(session, key, stateName));
        grainState.State = (stored.Json is null ? default : _json.Read<T>(stored.Json, stateName, grainId)) ?? StateInstance<T>.Create();
        grainState.ETag = stored.ETag;
        grainState.RecordExists = stored.Json is not null;
    }

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        GrainStateWrite write = new(grainId.ToString(), stateName, _json.Write(grainState.State, stateName, grainId), grainState.ETag);
        await OpenFile.WriteAsync(write);
        grainState.ETag = write.ETag;
        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        GrainStateWrite write = new(grainId.ToString(), stateName, json: null, grainState.ETag);
        await OpenFile.WriteAsync(write);
        grainState.ETag = write.ETag;
        grainState.RecordExists = false;
        grainState.State = StateInstance<T>.Create();
    }

    /// <summary>Opening checks the whole file and may wait for the disk, so it is kept off the thread that starts the silo.</summary>
    internal Task StartAsync(CancellationToken cancellationToken)
        => Task.Run(() => _file = SqliteFiles.Acquire(_settings, _cluster, _time, _logger), cancellationToken);

    internal Task StopAsync(CancellationToken cancellationToken)
    {
        var file = Interlocked.Exchange(ref _file, null);
        return file is null ? Task.CompletedTask : Task.Run(() => SqliteFiles.Release(file), CancellationToken.None);
    }
}
