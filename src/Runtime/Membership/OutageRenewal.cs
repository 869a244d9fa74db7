using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime.Leases;
using Orleans.Runtime.Transport;

namespace Orleans.Runtime.Membership;

/// <summary>Rule R23: what a silo does when it cannot renew its lease. It asks the others; one that reaches the table renews for it, and if none does, they go on together (<see cref="OutageVote"/>).</summary>
internal sealed partial class OutageRenewal(SiloRuntime silo, SiloIdentity identity, ClusterLeaseOptions options, RowWatch rows, PeerWatch peers, TimeProvider clock, ILogger logger)
{
    // Long beside a round trip, also on a machine that is busy, so that what the others have sent by then is here before it is judged; also where there are no others. The last round begins when more than that is left of the lease.
    private static readonly TimeSpan ReplyWindow = TimeSpan.FromMilliseconds(150);

    // Those of the last lease, in their order, the last of them under way or judged.
    private readonly Queue<OutageVote> _votes = new();
    private readonly Lock _gate = new();
    private long _rounds;
    private Round _round = new(Task.CompletedTask, 0);
    private bool _isGoingOn;

    /// <summary>The round that is under way, or was last.</summary>
    public Round Last => _round;

    /// <summary>Renews a member's lease for it. True if it was renewed, false if the table refused.</summary>
    public required Func<SiloAddress, Guid, Task<bool>> RenewFor { get; init; }

    /// <summary>Told when a member has renewed this silo's lease, with the time from which it counts.</summary>
    public required Action<long> Renewed { get; init; }

    /// <summary>Told when the table refused that.</summary>
    public required Action Refused { get; init; }

    /// <summary>Ten times a second, while this silo is a member: asks when a third of the lease has passed without a renewal, and then again whenever a round has been decided.</summary>
    /// <remarks>
    /// Until half a lease after their own last contact the others answer that they have the table, and that contact may be a renewal later than this silo's, which is a quarter of a lease: so what remains in which they can agree
    /// before this silo's lease ends is a quarter, less the reply window. Rounds a quarter apart can miss it, and a silo whose lease has run out may not go on by agreement, so it would stand still until the table is back.
    /// </remarks>
    public void Tick()
    {
        if (options.TableOutage != TableOutagePolicy.KeepServing || silo.IsFenced) return;
        var now = clock.GetTimestamp();
        var left = silo.Lease!.Clock.End - now;
        if (left >= Ticks(options.LeaseDuration * 2 / 3))
        {
            if (rows.IsInContact(now)) _isGoingOn = false;
            return;
        }

        if (left > 0 && _round.Judged.IsCompleted) _round = new Round(Ask(now), now + Ticks(ReplyWindow));
    }

    /// <summary>A member asks.</summary>
    public async Task Answer(Connection connection, TableQuestion question)
    {
        var asker = connection.Silo!;
        void Say(OutageAnswer answer) => MessageCenter.AnswerTable(connection, new TableReply(question.Round, answer, silo.View.Version));
        if (!rows.IsInContact(clock.GetTimestamp()))
        {
            Say(OutageAnswer.NoTable);
            return;
        }

        Say(OutageAnswer.HasTable);
        try
        {
            Say(await RenewFor(asker, question.Incarnation) ? OutageAnswer.Renewed : OutageAnswer.Refused);
        }
        catch (Exception failure)
        {
            LogNotRenewed(logger, asker, failure.Message);
        }
    }

    /// <summary>A member has answered. One that renewed counts even when the round is over, as a late answer of the table does.</summary>
    public void Answered(SiloAddress member, TableReply reply)
    {
        if (Asked(reply.Round) is not { } vote) return;
        vote.Answered(member, reply.Answer, reply.ViewVersion);
        if (reply.Answer == OutageAnswer.Renewed) Renewed(vote.SentAt);
        else if (reply.Answer == OutageAnswer.Refused) Refused();
    }

    private async Task Ask(long now)
    {
        var vote = Begin(now);
        var question = new TableQuestion(vote.Round, identity.Incarnation);
        foreach (var member in vote.View.Members)
        {
            if (!member.Address.Equals(silo.Address)) silo.Messages.AskTable(member.Address, question);
        }

        await Task.Delay(ReplyWindow, clock);
        var decidedAt = clock.GetTimestamp();
        var lease = silo.Lease!;
        var mayGoOn = !silo.IsFenced && decidedAt < lease.Clock.End && !rows.IsInContact(decidedAt)
            && vote.MayGoOn(silo.View, member => peers.SilenceOf(member, decidedAt) >= options.SuspicionTime);
        if (mayGoOn) lease.Confirmed(vote.SentAt);
        if (mayGoOn != _isGoingOn) LogGoingOn(logger, mayGoOn ? "can be reached by no member: the silo goes on by their agreement" : "is no longer agreed to be away: the silo needs it to go on");
        _isGoingOn = mayGoOn;
    }

    private OutageVote Begin(long now)
    {
        lock (_gate)
        {
            // What has been renewed from a question that is older than a lease has ended already.
            while (_votes.TryPeek(out var oldest) && now - oldest.SentAt > Ticks(options.LeaseDuration)) _votes.Dequeue();
            var vote = new OutageVote(++_rounds, silo.View, silo.Address, now);
            _votes.Enqueue(vote);
            return vote;
        }
    }

    private OutageVote? Asked(long round)
    {
        lock (_gate) return _votes.FirstOrDefault(vote => vote.Round == round);
    }

    /// <summary>A question to all members.</summary>
    /// <param name="Judged">Ends when it has been decided.</param>
    /// <param name="At">When the answers are judged.</param>
    internal sealed record Round(Task Judged, long At);

    private long Ticks(TimeSpan time) => Timestamps.Of(time, clock.TimestampFrequency);

    [LoggerMessage(LogLevel.Warning, "The membership table {What}.")]
    private static partial void LogGoingOn(ILogger logger, string what);

    [LoggerMessage(LogLevel.Information, "The lease of {Silo}, which cannot reach the membership table, was not renewed for it: {Reason}")]
    private static partial void LogNotRenewed(ILogger logger, SiloAddress silo, string reason);
}
