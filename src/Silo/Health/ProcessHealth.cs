using OrleansAgents.Storage;

namespace OrleansAgents.Silo;

/// <summary>A part of the process that must be there before it can serve.</summary>
internal interface IReadiness
{
    /// <summary>What the part is called in the answer.</summary>
    string Name { get; }

    /// <summary><c>ok</c>, or what is missing.</summary>
    string State { get; }
}

/// <summary>Whether this process can serve: its silo is active, or its client connected, and the event log answers.</summary>
internal sealed class ProcessHealth(IServiceProvider services, IEnumerable<IReadiness> parts, TimeProvider time)
{
    /// <summary>A log that takes longer would fail the requests too.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);

    /// <summary>Every check with its result, <c>ok</c> or what is wrong.</summary>
    public async Task<IReadOnlyDictionary<string, string>> CheckAsync(CancellationToken cancellationToken)
    {
        var checks = parts.ToDictionary(static part => part.Name, static part => part.State);
        checks["eventLog"] = await CheckEventLogAsync(cancellationToken);
        return checks;
    }

    private async Task<string> CheckEventLogAsync(CancellationToken cancellationToken)
    {
        try
        {
            // There is no such stream; the point is that the log says so.
            await services.GetRequiredService<IEventLog>().ReadStreamAsync("health/ready", cancellationToken).WaitAsync(AnswerWithin, time, cancellationToken);
            return "ok";
        }
        catch (TimeoutException)
        {
            return $"no answer within {AnswerWithin.TotalSeconds:0} s";
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            // Whatever is wrong with the log, the probe must say it; the message may name a path, which only operators see in the log.
            return $"failed: {problem.GetType().Name}";
        }
    }
}
