namespace Orleans.Runtime.Transport;

/// <summary>The way to one silo: the connection that all senders share, or when to try again.</summary>
/// <remarks>
/// A silo that cannot be reached is tried again after a delay that doubles from attempt to attempt, less a random part, so that the nodes of a cluster do not all knock at the same moment. Until then the former attempt
/// answers at once for everybody, and nothing that is sent meanwhile waits for a network time-out of its own.
/// </remarks>
internal sealed class Dialling(Func<Task<Connection>> dial, TimeProvider time, Func<double> random, TimeSpan delayMax)
{
    // About the time in which a process on the same machine starts to listen.
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private Task<Connection>? _attempt;
    private TimeSpan _delay = FirstDelay;
    private long _failedAt;

    /// <summary>The connection, if there is one now.</summary>
    public Connection? Connected => Volatile.Read(ref _attempt) is { IsCompletedSuccessfully: true, Result: { IsClosed: false } connection } ? connection : null;

    /// <summary>The connection that is there, is being made, or has just failed to be made.</summary>
    public Task<Connection> Get()
    {
        if (_attempt is { IsCompletedSuccessfully: true, Result.IsClosed: false } connected) return connected;
        lock (_gate)
        {
            if (_attempt is null || (_attempt.IsCompletedSuccessfully && _attempt.Result.IsClosed) || (_attempt.IsFaulted && time.GetElapsedTime(_failedAt) >= _delay)) _attempt = Dial();
            return _attempt;
        }
    }

    /// <summary>Takes a connection that was made in another way.</summary>
    public void Set(Connection connection)
    {
        lock (_gate) _attempt = Task.FromResult(connection);
    }

    private async Task<Connection> Dial()
    {
        try
        {
            var connection = await dial();
            lock (_gate) _delay = FirstDelay;
            return connection;
        }
        catch
        {
            lock (_gate)
            {
                _failedAt = time.GetTimestamp();
                var doubled = TimeSpan.FromTicks(Math.Min(delayMax.Ticks, _delay.Ticks * 2));
                _delay = doubled * (0.5 + (random() / 2));
            }

            throw;
        }
    }
}
