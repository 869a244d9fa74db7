using Orleans.Runtime.Placement;

namespace Orleans.Runtime.Leases;

/// <summary>What a member answers when another asks whether the membership table can be reached (rule R23). The numbers are sent.</summary>
internal enum OutageAnswer : byte
{
    /// <summary>It has had no contact with the table for so long that it cannot remove anybody within a lease from now.</summary>
    NoTable = 0,

    /// <summary>It has contact with the table: who has none cannot go on by agreement.</summary>
    HasTable = 1,

    /// <summary>It has contact, and has renewed the asker's lease for it.</summary>
    Renewed = 2,

    /// <summary>It has contact, and the table refused to renew the asker's lease.</summary>
    Refused = 3,
}

/// <summary>One round in which a silo asks all members whether the table is away for them too, so that it may go on without (rule R23, KeepServing). Pure: answers in, a verdict out. From any thread.</summary>
/// <remarks>
/// <para>Nobody may be removed while the table is away, so a silo that cannot renew does no harm as long as nobody else can reach the table either. A member that says so cannot remove the asker for a lease from then on:
/// when its contact comes back it measures every row anew (rule R7). The asker's lease is extended from when it asked, before any answer was given.</para>
/// <para>One member with contact is enough to end this: it may be about to remove the asker. So is a view that has changed, or a member that follows another one. Members that have been silent for long do not count as answers, but as
/// members of which a majority must still be reached; a member that was there a moment ago and does not answer may have had its answer lost, and is waited for.</para>
/// <para>Not safe against an outage and a partition at once: a silent member may reach the table and remove the asker, as soon as a lease has passed. Choose the policy Fence where that must not be.</para>
/// </remarks>
internal sealed class OutageVote(long round, ClusterView view, SiloAddress self, long sentAt)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SiloAddress, (OutageAnswer Answer, long Version)> _answers = [];

    /// <summary>Which question of this silo it is: an answer to another one does not count.</summary>
    public long Round => round;

    /// <summary>When the questions were sent: what the lease is extended from.</summary>
    public long SentAt => sentAt;

    public ClusterView View => view;

    /// <summary>A member has answered. A later answer of the same member replaces its former one.</summary>
    public void Answered(SiloAddress silo, OutageAnswer answer, long version)
    {
        lock (_gate)
        {
            if (view.Contains(silo)) _answers[silo] = (answer, version);
        }
    }

    /// <summary>Whether the lease may be extended.</summary>
    /// <param name="current">The view that this silo follows at the end of the round.</param>
    /// <param name="isLongSilent">Whether a member had answered nothing for the time of suspicion.</param>
    public bool MayGoOn(ClusterView current, Func<SiloAddress, bool> isLongSilent)
    {
        lock (_gate)
        {
            if (current.Version != view.Version || !view.Contains(self)) return false;
            var agreeing = 1;
            foreach (var member in view.Members)
            {
                if (member.Address.Equals(self)) continue;
                if (!_answers.TryGetValue(member.Address, out var said))
                {
                    if (!isLongSilent(member.Address)) return false;
                    continue;
                }

                if (said.Answer != OutageAnswer.NoTable || said.Version > view.Version) return false;
                if (said.Version == view.Version) agreeing++;
            }

            return agreeing > view.Members.Length / 2;
        }
    }
}
