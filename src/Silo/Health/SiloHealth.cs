using Orleans.Runtime;

namespace OrleansAgents.Silo;

/// <summary>Whether the silo of this process is active.</summary>
internal sealed class SiloHealth : ILifecycleParticipant<ISiloLifecycle>, IReadiness
{
    private volatile bool _active;

    public string Name => "silo";

    public string State => _active ? "ok" : "not active";

    public void Participate(ISiloLifecycle observer) => observer.Subscribe(
        nameof(SiloHealth), ServiceLifecycleStage.Active, _ => SetActive(true), _ => SetActive(false));

    private Task SetActive(bool active)
    {
        _active = active;
        return Task.CompletedTask;
    }
}
