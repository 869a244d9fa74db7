using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Storage;

namespace OrleansAgents.Storage;

/// <summary>Grain storage in PostgreSQL: one row a state, as JSON, durable when an awaited write returns.</summary>
/// <remarks>ETags are numbers of one sequence for the whole database, and a record that is cleared keeps its row: an ETag never comes back for a key.</remarks>
internal sealed class PostgresGrainStorage(string name, AdoNetGrainStorageOptions options, string service, GrainStateJson json, PostgresDatabases databases)
    : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private const string Select = "SELECT state::text, etag FROM orleansagents.grain_state WHERE service_id = $1 AND grain_id = $2 AND state_name = $3";

    private PostgresDatabase? _database;

    private PostgresDatabase Database => _database ?? throw new PostgresStorageException(
        $"Storage '{name}' is used while its silo is not running; its PostgreSQL database {PostgresConnection.TargetOf(options.ConnectionString!)} is connected to when the silo starts and left when it stops.");

    /// <summary>Makes the storage with the options that were configured under its name.</summary>
    public static PostgresGrainStorage Create(IServiceProvider services, string name)
    {
        var options = services.GetRequiredService<IOptionsMonitor<AdoNetGrainStorageOptions>>().Get(name);
        return new PostgresGrainStorage(
            name,
            options,
            services.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId,
            new GrainStateJson(EngineExtras.StateTypes(services), services.GetRequiredService<IGrainFactory>(), options.ConfigureJson),
            services.GetRequiredService<PostgresDatabases>());
    }

    public void Participate(ISiloLifecycle observer)
        => observer.Subscribe($"{nameof(PostgresGrainStorage)}-{name}", options.InitStage, StartAsync, StopAsync);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var (text, etag) = await ReadAsync(stateName, grainId.ToString());
        grainState.State = (text is null ? default : json.Read<T>(Encoding.UTF8.GetBytes(text), stateName, grainId)) ?? StateInstance<T>.Create();
        grainState.ETag = etag;
        grainState.RecordExists = text is not null;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        grainState.ETag = await ChangeAsync(stateName, grainId, Encoding.UTF8.GetString(json.Write(grainState.State, stateName, grainId)), grainState.ETag);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        if (grainState.ETag is null)
        {
            // Clearing what this activation has never seen makes no record; it succeeds if there is none to clear.
            var (text, etag) = await ReadAsync(stateName, grainId.ToString());
            if (text is not null) throw Conflict(stateName, grainId, etag, null);
            grainState.ETag = etag;
        }
        else
        {
            grainState.ETag = await ChangeAsync(stateName, grainId, null, grainState.ETag);
        }

        grainState.RecordExists = false;
        grainState.State = StateInstance<T>.Create();
    }

    internal async Task StartAsync(CancellationToken cancellationToken) => _database = await databases.AcquireAsync(options.ConnectionString!, cancellationToken);

    internal async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _database, null) is { } database) await databases.ReleaseAsync(database);
    }

    private async Task<string> ChangeAsync(string stateName, GrainId grainId, string? text, string? expected)
    {
        var database = Database;
        var key = grainId.ToString();
        long number = 0;

        // What is no number was never an ETag of this database.
        if (expected is null || long.TryParse(expected, NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            PostgresGrainStateWrite write = new(service, key, stateName, text, expected is null ? null : number);
            await database.WriteAsync(write);
            if (write.ETag is not null) return write.ETag;
        }

        PostgresMetrics.Conflicts.Add(1, database.Settings.Tag);
        throw Conflict(stateName, grainId, (await ReadAsync(stateName, key)).ETag, expected);
    }

    private Task<(string? Text, string? ETag)> ReadAsync(string stateName, string key)
        => Database.ReadAsync(
            async (connection, cancellationToken) =>
            {
                await using NpgsqlCommand command = new(Select, connection)
                {
                    Parameters = { new NpgsqlParameter<string> { TypedValue = service }, new NpgsqlParameter<string> { TypedValue = key }, new NpgsqlParameter<string> { TypedValue = stateName } },
                };
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                return await reader.ReadAsync(cancellationToken)
                    ? (reader.IsDBNull(0) ? null : reader.GetString(0), reader.GetInt64(1).ToString(CultureInfo.InvariantCulture))
                    : ((string?)null, (string?)null);
            });

    private static InconsistentStateException Conflict(string stateName, GrainId grainId, string? stored, string? expected)
        => new(
            $"State '{stateName}' of grain {grainId} was changed by another activation: stored is ETag {stored ?? "none"}, this activation holds {expected ?? "none"}. "
            + "The activation ends and the next one reads the record anew.",
            stored,
            expected);
}
