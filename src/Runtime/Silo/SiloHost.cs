using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime.Leases;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Placement;
using Orleans.Runtime.Transport;

namespace Orleans.Runtime;

/// <summary>Starts and stops a silo with its host, stage by stage.</summary>
internal sealed class SiloHost(
    SiloRuntime silo,
    ClusterMembership membership,
    SiloLifecycleSubject lifecycle,
    ProcessStatistics process,
    SiloDetails details,
    IClusterTable table,
    IOptions<ClusterLeaseOptions> leases,
    IEnumerable<ILifecycleParticipant<ISiloLifecycle>> participants) : IHostedService, IAsyncDisposable
{
    private List<IAsyncDisposable> _listeners = [];
    private ClusterTableService? _service;
    private LeaseGuard? _guard;
    private ActivationCollector? _collector;
    private bool _stopped;

    public SiloRuntime Silo => silo;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        lifecycle.Subscribe<SiloHost>(ServiceLifecycleStage.RuntimeInitialize, async token =>
        {
            SiloMeter.Start();
            silo.Control = SiloControl.Install(silo, process);

            if (table is InMemoryClusterTable)
            {
                // The primary of a development cluster; the table of observers holds its objects weakly.
                _service = new ClusterTableService(table);
                silo.Observers.Add(_service, ClusterTableService.Name);
            }

            // Rule R12b: the silo listens before it joins, so that a refused connection to a member proves its end.
            _listeners.Add(await silo.Messages.ListenAsync(details.SiloListening, PeerRole.Silo, token));
            if (details.GatewayListening is { } gateway) _listeners.Add(await silo.Messages.ListenAsync(gateway, PeerRole.Client, token));
        });
        lifecycle.Subscribe<SiloHost>(ServiceLifecycleStage.AfterRuntimeGrainServices, IntroduceAsync);
        lifecycle.Subscribe<SiloHost>(
            ServiceLifecycleStage.BecomeActive,
            async token =>
            {
                await membership.JoinAsync(token);
                if (silo.Lease is { } lease && silo.Executor.UsesThreads)
                {
                    _guard = new LeaseGuard(silo, lease, lease.Time.TimestampFrequency, leases.Value.FailFast ? Environment.FailFast : null, silo.Log.Logger);
                    _guard.Start();
                }

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
        await CloseAsync();
    }

    /// <summary>Ends the silo as the death of its process would: nothing is handed over, nobody is told.</summary>
    public void Kill()
    {
        _stopped = true;
        silo.Fence();
        _ = CloseAsync();
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    /// <summary>
    /// Asks the members whether they would have this silo. One that joined with another secret would be given shards that nobody could call; so it ends here, while nobody counts on it.
    /// A member that does not answer says nothing about this silo.
    /// </summary>
    private async Task IntroduceAsync(CancellationToken cancellationToken)
    {
        if (table is InMemoryClusterTable or PrimaryClusterTable) return;
        await table.OpenAsync(leases.Value.Constants, cancellationToken);
        var view = (await table.ReadAsync(cancellationToken)).View;
        await Task.WhenAll(view.Members.Where(member => !member.Address.Endpoint.Equals(details.SiloAddress.Endpoint)).Select(async member =>
        {
            try
            {
                await silo.Messages.Connect(member.Address).WaitAsync(cancellationToken);
            }
            catch (HandshakeRefusedException refusal)
            {
                throw new OrleansConfigurationException($"The cluster '{details.ClusterId}' does not accept this silo: {refusal.Message}", refusal);
            }
            catch (IOException)
            {
                // It may have died, or be about to.
            }
        }));
    }

    private async Task StopServing(CancellationToken cancellationToken)
    {
        _collector?.Dispose();
        await membership.LeaveAsync(cancellationToken);
        if (silo.IsFenced)
        {
            // It has lost its place: it runs nothing and sends nothing any more, so there is nobody to take leave of, no call that could end, and no activation that could be deactivated. To wait for these would keep the process until the host's patience is over.
            return;
        }

        await StopListening();
        await silo.Messages.LeaveAsync(cancellationToken);
        await silo.DeactivateAll(cancellationToken);
    }

    // The listeners close last: while the process could still run a turn, a connection to it must not be refused.
    private async Task CloseAsync()
    {
        _collector?.Dispose();
        membership.Dispose();
        _guard?.Dispose();
        silo.Dispose();
        await StopListening();
    }

    private async Task StopListening()
    {
        foreach (var listener in Interlocked.Exchange(ref _listeners, [])) await listener.DisposeAsync();
    }
}
