using Orleans.Runtime;

namespace Orleans.TestingHost;

/// <summary>A silo of a test cluster.</summary>
public abstract class SiloHandle : IDisposable, IAsyncDisposable
{
    public TestClusterOptions? ClusterOptions { get; set; }

    /// <summary>From 0; a restarted silo keeps it.</summary>
    public short InstanceNumber { get; set; }

    public string Name { get; set; } = null!;

    public SiloAddress SiloAddress { get; set; } = null!;

    public SiloAddress GatewayAddress { get; set; } = null!;

    /// <summary>True until the silo is stopped or killed.</summary>
    public abstract bool IsActive { get; }

    /// <param name="stopGracefully">True: the silo ends its grains and hands over. False: it ends as if its process had been killed.</param>
    public abstract Task StopSiloAsync(bool stopGracefully);

    /// <inheritdoc cref="StopSiloAsync(bool)"/>
    /// <param name="cancellationToken">Makes a graceful stop hurry.</param>
    public virtual Task StopSiloAsync(bool stopGracefully, CancellationToken cancellationToken) => stopGracefully ? StopSiloAsync(cancellationToken) : StopSiloAsync(false);

    /// <summary>Stops gracefully.</summary>
    /// <param name="ct">Makes it hurry.</param>
    public abstract Task StopSiloAsync(CancellationToken ct);

    public abstract ValueTask DisposeAsync();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops the silo gracefully if it is active.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && IsActive) Task.Run(() => StopSiloAsync(true)).GetAwaiter().GetResult();
    }

    public override string ToString() => SiloAddress.ToString();
}
