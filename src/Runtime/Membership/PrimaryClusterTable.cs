using Orleans.Runtime.Placement;

namespace Orleans.Runtime.Membership;

/// <summary>The membership table of a development cluster, served by its primary silo from memory.</summary>
[Alias("orleans.cluster-table")]
internal interface IClusterTableService : IGrainObserver
{
    ValueTask Open(ClusterConstants constants);

    ValueTask<ClusterSnapshot> Read();

    ValueTask<ClusterRenewal> Renew(SiloAddress silo, Guid incarnation);

    ValueTask<bool> TryChange(ClusterChange change);

    ValueTask Revoke(SiloAddress silo, SiloAddress by);

    ValueTask Stop(SiloAddress silo, Guid incarnation);
}

/// <summary>The primary's side.</summary>
internal sealed class ClusterTableService(IClusterTable table) : IClusterTableService
{
    public const string Name = "cluster-table";

    public ValueTask Open(ClusterConstants constants) => new(table.OpenAsync(constants, CancellationToken.None));

    public ValueTask<ClusterSnapshot> Read() => new(table.ReadAsync(CancellationToken.None));

    public ValueTask<ClusterRenewal> Renew(SiloAddress silo, Guid incarnation) => new(table.RenewAsync(silo, incarnation, CancellationToken.None));

    public ValueTask<bool> TryChange(ClusterChange change) => new(table.TryChangeAsync(change, CancellationToken.None));

    public ValueTask Revoke(SiloAddress silo, SiloAddress by) => new(table.RevokeAsync(silo, by, CancellationToken.None));

    public ValueTask Stop(SiloAddress silo, Guid incarnation) => new(table.StopAsync(silo, incarnation, CancellationToken.None));
}

/// <summary>The side of the other silos: each operation is a call to the primary. While the primary is away no view can change; when it has restarted its table is empty, and the others must restart too.</summary>
internal sealed class PrimaryClusterTable(SiloRuntime silo, System.Net.IPEndPoint primary) : IClusterTable
{
    private Transport.Connection? _connection;

    public async Task OpenAsync(ClusterConstants constants, CancellationToken cancellationToken) => await (await Service()).Open(constants).AsTask().WaitAsync(cancellationToken);

    public async Task<ClusterSnapshot> ReadAsync(CancellationToken cancellationToken) => await (await Service()).Read().AsTask().WaitAsync(cancellationToken);

    public async Task<ClusterRenewal> RenewAsync(SiloAddress renewing, Guid incarnation, CancellationToken cancellationToken) =>
        await (await Service()).Renew(renewing, incarnation).AsTask().WaitAsync(cancellationToken);

    public async Task<bool> TryChangeAsync(ClusterChange change, CancellationToken cancellationToken) => await (await Service()).TryChange(change).AsTask().WaitAsync(cancellationToken);

    public async Task RevokeAsync(SiloAddress revoked, SiloAddress by, CancellationToken cancellationToken) => await (await Service()).Revoke(revoked, by).AsTask().WaitAsync(cancellationToken);

    public async Task StopAsync(SiloAddress stopped, Guid incarnation, CancellationToken cancellationToken) => await (await Service()).Stop(stopped, incarnation).AsTask().WaitAsync(cancellationToken);

    /// <summary>Nothing tells this silo of changes but the announcements of the others.</summary>
    public IDisposable Watch(Action changed) => NotWatching.Instance;

    private async Task<IClusterTableService> Service()
    {
        try
        {
            if (_connection is not { IsClosed: false }) _connection = await silo.Messages.ConnectTo(primary);
        }
        catch (IOException failure)
        {
            throw new SiloUnavailableException($"The primary silo at {primary} (DevelopmentClusterMembershipOptions.PrimarySiloEndpoint) keeps the membership table and cannot be reached: {failure.Message} Start it first.", failure);
        }

        var id = GrainId.Create(ObserverKeys.GrainType, ObserverTable.KeyOf(_connection.Silo!.ToParsableString(), ClusterTableService.Name));
        return (IClusterTableService)(object)silo.References.Get(id, typeof(IClusterTableService));
    }

    private sealed class NotWatching : IDisposable
    {
        public static NotWatching Instance { get; } = new();

        public void Dispose()
        {
        }
    }
}
