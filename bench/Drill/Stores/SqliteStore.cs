using Microsoft.Data.Sqlite;
using OrleansAgents.Drill.Silos;

namespace OrleansAgents.Drill.Stores;

/// <summary>A file that the silos of one machine share. It is away while somebody else has it in a write transaction.</summary>
internal sealed class SqliteStore(string file) : IDrillStore
{
    private SqliteConnection? _holder;

    public string Kind => StoreClustering.Sqlite;

    public string Data => file;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_holder is not null)
        {
            await ExecuteAsync("ROLLBACK");
            await DisposeAsync();
        }
    }

    public async Task StopAsync()
    {
        _holder = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = 5 }.ConnectionString);
        await _holder.OpenAsync();
        await ExecuteAsync("BEGIN IMMEDIATE");
    }

    public async ValueTask DisposeAsync()
    {
        if (_holder is not null)
        {
            await _holder.DisposeAsync();
            _holder = null;
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _holder!.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
