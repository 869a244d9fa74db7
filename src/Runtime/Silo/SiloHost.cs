using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Runtime.Placement;

namespace Orleans.Runtime;

/// <summary>Starts and stops a silo with its host, stage by stage.</summary>
internal sealed class SiloHost(
    SiloRuntime silo,
    ClusterMembership membership,
    SiloLifecycleSubject lifecycle,
    ProcessStatistics process,
    IEnumerable<ILifecycleParticipant<ISiloLifecycle>> participants) : IHostedService, IAsyncDisposable
{
    private IDisposable? _listener;
    private ActivationCollector? _collector;
    private bool _stopped;

    public SiloRuntime Silo => silo;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        lifecycle.Subscribe<SiloHost>(ServiceLifecycleStage.RuntimeInitialize, _ =>
        {
            SiloMeter.Start();
            silo.Control = SiloControl.Install(silo, process);
            _listener = silo.Messages.Listen(silo.Address.Endpoint);
            return Task.CompletedTask;
        });
        lifecycle.Subscribe<SiloHost>(
            ServiceLifecycleStage.BecomeActive,
            async token =>
            {
                await membership.JoinAsync(token);
                _collector = new ActivationCollector(silo, ActivationCollector.ProcessMemoryLoad);
            },
            StopServing);
        foreach (var participant in participants) participant.Participate(lifecycle);
        await lifecycle.OnStart(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_stopped) return;
        _stopped = true;
        await lifecycle.OnStop(cancellationToken);
        Close();
    }

    /// <summary>Ends the silo as the death of its process would: nothing is handed over, nobody is told.</summary>
    public void Kill()
    {
        _stopped = true;
        silo.Fence();
        Close();
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return default;
    }

    private async Task StopServing(CancellationToken cancellationToken)
    {
        _collector?.Dispose();
        await membership.LeaveAsync(cancellationToken);
        _listener?.Dispose();
        await silo.Messages.LeaveAsync(cancellationToken);
        await silo.DeactivateAll(cancellationToken);
    }

    private void Close()
    {
        _collector?.Dispose();
        _listener?.Dispose();
        membership.Dispose();
        silo.Dispose();
    }
}
