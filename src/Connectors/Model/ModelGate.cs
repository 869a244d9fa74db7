namespace OrleansAgents.Connectors.Model;

/// <summary>Decides whether a turn may go to the model: so many at once, and none while the endpoint rests. A turn that may not is answered by rules at once, not after a time-out.</summary>
internal sealed class ModelGate(ModelOptions options, TimeProvider time)
{
    /// <summary>Failures in a row after which the endpoint is left alone for a while.</summary>
    private const int FailuresMax = 5;

    /// <summary>How long it is left alone then, and when it says that it is busy but not for how long.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private DateTimeOffset _restsUntil = DateTimeOffset.MinValue;
    private int _turns;
    private int _failures;

    /// <summary>Takes a place; whoever got one gives it back with <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_turns >= options.TurnsAtOnce || time.GetUtcNow() < _restsUntil)
            {
                return false;
            }

            _turns++;
            return true;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _turns--;
        }
    }

    /// <summary>The endpoint has answered as it should.</summary>
    public void Succeeded()
    {
        lock (_lock)
        {
            _failures = 0;
        }
    }

    /// <summary>The endpoint has failed, in a way that says something about the next turn.</summary>
    /// <returns>True if it rests now.</returns>
    public bool Failed()
    {
        lock (_lock)
        {
            if (++_failures < FailuresMax)
            {
                return false;
            }

            RestFor(Rest);
            return true;
        }
    }

    /// <summary>The endpoint asks to be left alone.</summary>
    /// <param name="wanted">For how long; null if it does not say.</param>
    public void AskedToRest(TimeSpan? wanted)
    {
        lock (_lock)
        {
            var rest = wanted ?? Rest;
            RestFor(rest < options.RestMax ? rest : options.RestMax);
        }
    }

    private void RestFor(TimeSpan rest)
    {
        var until = time.GetUtcNow() + rest;
        _restsUntil = until > _restsUntil ? until : _restsUntil;
        _failures = 0;
    }
}
