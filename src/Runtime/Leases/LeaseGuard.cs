using Microsoft.Extensions.Logging;

namespace Orleans.Runtime.Leases;

/// <summary>Rule R18: a thread of its own that looks whether grain code still keeps a thread when the lease has run out. What such code does from then on may happen twice in the cluster, so the process is ended.</summary>
internal sealed partial class LeaseGuard(SiloRuntime silo, SiloLease lease, long frequency, Action<string>? failFast, ILogger log) : IDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    private readonly ManualResetEventSlim _stopped = new();

    public void Start() => new Thread(Watch) { IsBackground = true, Name = "Orleans lease" }.Start();

    public void Dispose() => _stopped.Set();

    private void Watch()
    {
        while (true)
        {
            var left = TimeSpan.FromSeconds(Math.Max(0, (lease.Clock.End - lease.Now) / (double)frequency));
            if (_stopped.Wait(left > TimeSpan.Zero && left < LookAgain ? left : LookAgain)) return;
            lease.Align();
            Look();
        }
    }

    /// <summary>Looks once. A thread that has an activation and finds that it may not start anything is no overrun: so it is when calls come to a suspended silo.</summary>
    internal void Look()
    {
        if (lease.Now < lease.Clock.End || silo.IsFenced) return;
        foreach (var thread in TurnThread.All)
        {
            if (!Volatile.Read(ref thread.IsInSegment) || Volatile.Read(ref thread.Activation) is not { } running || running.Silo != silo) continue;
            var text = $"The lease of silo {silo.Address} has run out, and {running.Describe()} still keeps its thread. From here on the grain may run on another silo as well. Have long computations await now and then, or raise ClusterLeaseOptions.LeaseDuration and Guard.";
            LogOverrun(log, text);
            failFast?.Invoke(text);
        }
    }

    [LoggerMessage(LogLevel.Critical, "{Text}")]
    private static partial void LogOverrun(ILogger logger, string text);
}
