using Microsoft.Extensions.Logging;
using Npgsql;

namespace OrleansAgents.Storage;

/// <summary>
/// Hears of changed views: one connection that listens for the notice with which every change ends. A hint and no more: while the
/// connection is down nothing is heard, so whoever watches is called once when it is up again, and reads the table besides.
/// </summary>
internal sealed partial class PostgresClusterWatch : IDisposable
{
    private static readonly TimeSpan RetryMin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RetryMax = TimeSpan.FromSeconds(5);

    private readonly string _connectionString;
    private readonly string _target;
    private readonly string _cluster;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _gate = new();
    private readonly List<Action> _watchers = [];
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PostgresClusterWatch(string connectionString, string cluster, TimeProvider time, ILogger logger)
    {
        // One connection for itself; a peer that has vanished is found out by asking now and then.
        _connectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 10, ApplicationName = "orleansagents watch" }.ConnectionString;
        _target = PostgresConnection.TargetOf(connectionString);
        (_cluster, _time, _logger) = (cluster, time, logger);
        _ = Task.Run(RunAsync);
    }

    /// <summary>Ends when the first connection listens.</summary>
    internal Task Listening => _listening.Task;

    public IDisposable Add(Action changed)
    {
        lock (_gate) _watchers.Add(changed);
        return new Watcher(this, changed);
    }

    public void Dispose() => _ending.Cancel();

    private async Task RunAsync()
    {
        var retry = RetryMin;
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(() => retry = RetryMin);
            }
            catch (Exception failure)
            {
                if (_ending.IsCancellationRequested) return;
                LogWatchBroken(_logger, failure, _target, retry);
                await Task.Delay(retry, _time, _ending.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
                retry = retry * 2 < RetryMax ? retry * 2 : RetryMax;
            }
        }
    }

    private async Task ListenAsync(Action connected)
    {
        await using NpgsqlConnection connection = new(_connectionString);
        connection.Notification += (_, notice) =>
        {
            if (notice.Payload == _cluster) Tell();
        };
        await connection.OpenAsync(_ending.Token);
        await using (NpgsqlCommand listen = new("LISTEN orleansagents_cluster", connection))
        {
            await listen.ExecuteNonQueryAsync(_ending.Token);
        }

        connected();
        Tell();
        _listening.TrySetResult();
        while (true) await connection.WaitAsync(_ending.Token);
    }

    private void Tell()
    {
        Action[] watchers;
        lock (_gate) watchers = [.. _watchers];
        foreach (var watcher in watchers) watcher();
    }

    [LoggerMessage(LogLevel.Warning, "The connection to PostgreSQL database {Target} on which changes of the cluster are heard is broken; it is tried again in {Retry}. Until then this silo learns of changes by reading alone.")]
    private static partial void LogWatchBroken(ILogger logger, Exception failure, string target, TimeSpan retry);

    private sealed class Watcher(PostgresClusterWatch watch, Action changed) : IDisposable
    {
        public void Dispose()
        {
            lock (watch._gate) watch._watchers.Remove(changed);
        }
    }
}
