using Orleans.Runtime;
using OrleansAgents.Storage;

namespace OrleansAgents.Silo;

/// <summary>Whether this process can serve: its silo is active, and the event log answers.</summary>
internal sealed class SiloHealth(IServiceProvider services, TimeProvider time) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>A log that takes longer would fail the requests too.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);

    private volatile bool _active;

    public void Participate(ISiloLifecycle observer) => observer.Subscribe(
        nameof(SiloHealth), ServiceLifecycleStage.Active, _ => SetActive(true), _ => SetActive(false));

    /// <summary>Every check with its result, <c>ok</c> or what is wrong.</summary>
    public async Task<IReadOnlyDictionary<string, string>> CheckAsync(CancellationToken cancellationToken) => new Dictionary<string, string>
    {
        ["silo"] = _active ? "ok" : "not active",
        ["eventLog"] = await CheckEventLogAsync(cancellationToken),
    };

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

    private Task SetActive(bool active)
    {
        _active = active;
        return Task.CompletedTask;
    }
}
