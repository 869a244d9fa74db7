using Npgsql;
using OrleansAgents.Cluster;
using OrleansAgents.Drill.Silos;

namespace OrleansAgents.Drill.Stores;

/// <summary>A PostgreSQL of the drill's own, in the way in which './dev cluster' has one.</summary>
/// <param name="log">Where what it prints goes.</param>
/// <param name="address">At which it listens.</param>
/// <param name="network">From where silos come, as an address and a mask; null if from loopback.</param>
internal sealed class PostgresStore(string log, string address = "127.0.0.1", string? network = null) : IDrillStore
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("drill-postgres-").FullName;
    private readonly int _port = Launcher.FreePorts(1)[0];
    private bool _isInitialized;
    private ProcessIdentity? _server;

    public string Kind => StoreClustering.Postgres;

    /// <summary>A server that is away is noticed at once; a silo asks again with its next beat.</summary>
    public string Data => Database.ConnectionString(_port, address);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!_isInitialized)
        {
            Database.Initialize(_folder, network);
            _isInitialized = true;
        }

        _server = Launcher.Start(log, Path.GetTempPath(), new Dictionary<string, string>(), Database.Command(_folder, _port, address));
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(StartPatience);
        while (!await AnswersAsync(patience.Token))
        {
            if (!_server.IsAlive)
            {
                throw new OperatorException($"PostgreSQL ended; the end of {log}:\n{Launcher.Tail(log, 5)}");
            }

            await Task.Delay(50, patience.Token);
        }
    }

    public async Task StopAsync()
    {
        if (_server is null)
        {
            return;
        }

        _server.Signal("INT");
        if (!await _server.WaitForEndAsync(StopPatience))
        {
            _server.Signal("KILL");
            await _server.WaitForEndAsync(StopPatience);
        }

        _server = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(Data) { Pooling = false }.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException)
        {
            // It is starting.
            return false;
        }
    }
}
