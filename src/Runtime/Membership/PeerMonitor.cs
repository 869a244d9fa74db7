using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime.Leases;
using Orleans.Runtime.Placement;
using Orleans.Runtime.Transport;

namespace Orleans.Runtime.Membership;

/// <summary>Finds out which members are there: pings them, and where one has ended or cannot be reached, gathers the votes.</summary>
/// <remarks>
/// <para>Two things may be wrong with a member. Its process may have ended: then its endpoint refuses connections, which two members see at once, and it is removed without waiting for its lease (rules R11, R12). Or it may run and renew, and
/// nobody can call it: then the members that suspect it take its right to renew (rule R8), and it stops by itself. A member that is frozen does neither; its lease ends.</para>
/// <para>Each ping repeats what its sender announced of shards, so that an announcement which was lost with a connection comes again (rule R14).</para>
/// </remarks>
internal sealed partial class PeerMonitor(SiloRuntime silo, SiloIdentity identity, ClusterLeaseOptions options, RowWatch rows, TimeProvider clock, ILogger logger, CancellationToken stopping)
{
    // How often a member whose connection broke is tried, and how long apart.
    private const int ProbesMax = 20;
    private static readonly TimeSpan ProbeDelay = TimeSpan.FromMilliseconds(50);

    // Rule R11: a member that is silent for so long is knocked at.
    private static readonly TimeSpan KnockAfter = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<SiloAddress, byte> _probing = new();
    private readonly ConcurrentDictionary<SiloAddress, byte> _revoking = new();

    public PeerWatch Watch { get; } = new(silo.Address, options.SuspicionTime, clock.TimestampFrequency);

    public DeathProofs Proofs { get; } = new();

    /// <summary>Asks the table for its rows, since none has been read that names a member's host.</summary>
    public required Func<Task> ReadRows { get; init; }

    /// <summary>Told when the end of a member is proven.</summary>
    public required Action Proven { get; init; }

    /// <summary>Takes a member's right to renew.</summary>
    public required Func<SiloAddress, Task> Revoke { get; init; }

    /// <summary>Ten times a second, while this silo is a member.</summary>
    public void Tick()
    {
        var (now, view, lease) = (clock.GetTimestamp(), silo.View, silo.Lease!);
        Watch.Tick(now, view, lease.MaySend);
        if (!lease.MaySend) return;
        var (version, draining) = silo.Announcing();
        var ping = new Ping(version, draining, Watch.Suspects(now));
        foreach (var member in view.Members)
        {
            if (member.Address.Equals(silo.Address)) continue;
            silo.Messages.SendPing(member.Address, ping);
            if (Watch.SilenceOf(member.Address, now) >= KnockAfter && Proofs.IsOpen(member.Address, silo.Address)) _ = Probe(member.Address, isSilent: true);
        }

        // A silo that has renewed since it fell silent, long enough for this one to have seen all that came before: it runs, and cannot be reached.
        foreach (var condemned in Watch.Condemned(now, view))
        {
            if (Watch.HeardAt(condemned) is { } heardAt && rows.HasRenewedSince(condemned, heardAt + Timestamps.Of(options.LeaseDuration / 2, clock.TimestampFrequency))) _ = RevokeOnce(condemned);
        }
    }

    public void Pinged(SiloAddress from, Ping ping)
    {
        Watch.Says(from, ping.Suspects, clock.GetTimestamp());
        silo.AnnouncedAgain(from, ping.ViewVersion, ping.Draining);
    }

    public void Ponged(SiloAddress from) => Watch.Heard(from, clock.GetTimestamp());

    /// <summary>Rule R11: the connection to a member has ended, or it is silent. If its endpoint refuses another one, its process has ended: a vote, of which every member is told. Asked some times, since a process that ends may close its connections first.</summary>
    public async Task Probe(SiloAddress peer, bool isSilent = false)
    {
        if (!_probing.TryAdd(peer, 0)) return;
        try
        {
            if (rows.HostOf(peer) is null) await ReadRows();

            // Rule R12a: on another host a device between the two may refuse for the silo.
            for (var attempt = 0; attempt < ProbesMax && silo.View.Contains(peer) && (options.TrustRefusals || rows.HostOf(peer) == identity.HostId); attempt++)
            {
                if (await HasEnded(peer, isSilent) is { } hasEnded)
                {
                    if (hasEnded) Vote(peer);
                    return;
                }

                await Task.Delay(ProbeDelay, clock, stopping);
            }
        }
        catch (Exception failure)
        {
            // The lease will tell.
            if (!stopping.IsCancellationRequested) LogUnproven(logger, peer, failure.Message);
        }
        finally
        {
            _probing.TryRemove(peer, out _);
        }
    }

    /// <summary>A member was refused by another's endpoint.</summary>
    public void RefusedBy(SiloAddress voter, SiloAddress refused)
    {
        // Whoever has not voted yet probes now: its own vote may be the one that is missing. One that has must not answer a vote with a vote: the members would go on telling one another for as long as the table is away.
        if (!voter.Equals(silo.Address) && !refused.Equals(silo.Address) && Proofs.IsOpen(refused, silo.Address)) _ = Probe(refused);
        if (!Proofs.Refused(refused, voter, silo.View)) return;
        LogProven(logger, refused);
        Proven();
    }

    /// <returns>Null if neither the endpoint refuses nor the silo answers: a time-out or an unreachable host proves nothing.</returns>
    private async Task<bool?> HasEnded(SiloAddress peer, bool isSilent)
    {
        try
        {
            // A connection that is there proves nothing once its peer has fallen silent.
            if (!isSilent) await silo.Messages.Connect(peer);
            else if (await silo.Messages.Knock(peer.Endpoint) is var there && !peer.Equals(there.Silo)) return IsSuccessor(there, peer);
            return false;
        }
        catch (EndpointRefusedException)
        {
            return true;
        }
        catch (SuccessorException other)
        {
            return IsSuccessor(other.There, peer);
        }
        catch (IOException failure)
        {
            LogUnproven(logger, peer, failure.Message);
            return null;
        }
    }

    /// <summary>Rule R12c: another silo on the same host can listen there only if the former one has ended. On another host the address may have moved, and the former one may still run behind it.</summary>
    private bool? IsSuccessor(Peer there, SiloAddress peer)
    {
        if (there.HostId.Length > 0 && there.HostId == rows.HostOf(peer)) return true;
        LogUnproven(logger, peer, $"{there.Silo} on another host answers at its endpoint.");
        return null;
    }

    private void Vote(SiloAddress refused)
    {
        foreach (var member in silo.View.Members)
        {
            if (!member.Address.Equals(silo.Address) && !member.Address.Equals(refused)) silo.Messages.SendRefused(member.Address, refused);
        }

        RefusedBy(silo.Address, refused);
    }

    private async Task RevokeOnce(SiloAddress peer)
    {
        if (!_revoking.TryAdd(peer, 0)) return;
        try
        {
            LogRevoking(logger, peer, options.SuspicionTime.TotalSeconds);
            await Revoke(peer);
        }
        catch (Exception failure)
        {
            if (!stopping.IsCancellationRequested) LogUnproven(logger, peer, failure.Message);
        }
        finally
        {
            _revoking.TryRemove(peer, out _);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The process of silo {Silo} has ended: its endpoint refuses connections, or another silo of its host listens there.")]
    private static partial void LogProven(ILogger logger, SiloAddress silo);

    [LoggerMessage(LogLevel.Information, "Silo {Silo} cannot be reached, which does not prove its end: {Reason}")]
    private static partial void LogUnproven(ILogger logger, SiloAddress silo, string reason);

    [LoggerMessage(LogLevel.Warning, "Silo {Silo} renews its lease and has answered no ping for {Seconds} s, as others find too. Its right to renew is taken: nobody could call it.")]
    private static partial void LogRevoking(ILogger logger, SiloAddress silo, double seconds);
}
