using OrleansAgents.Simulation.Engine;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Placement;

namespace OrleansAgents.Simulation.Stores;

/// <summary>The membership table as it is reached over a network: slow, away, or without an answer to what it did.</summary>
internal sealed class SimTable(World world, Func<string, bool> count)
{
    private static readonly TimeSpan OutageAnswer = TimeSpan.FromMilliseconds(300);

    private readonly InMemoryClusterTable _table = new();
    private readonly HashSet<string> _without = [];

    /// <summary>Every view there was, by version.</summary>
    public Dictionary<long, ClusterView> Views { get; } = [];

    /// <summary>Nobody reaches it.</summary>
    public bool IsAway { get; set; }

    /// <summary>How likely an operation takes effect and its answer is lost.</summary>
    public double LostAnswers { get; set; }

    /// <summary>The longest that an operation may take, before or after it takes effect.</summary>
    public TimeSpan SlowMax { get; set; }

    public void TakeAway(string node) => _without.Add(node);

    public void GiveBack(string node) => _without.Remove(node);

    public void Heal()
    {
        (IsAway, LostAnswers, SlowMax) = (false, 0, TimeSpan.Zero);
        _without.Clear();
    }

    public ClusterSnapshot Snapshot => _table.ReadAsync(CancellationToken.None).Result;

    public IClusterTable For(Node node) => new Reached(this, node);

    private sealed class Reached(SimTable owner, Node node) : IClusterTable
    {
        private readonly SeededRandom _random = new(Mixing.Mix(node.Id, 77));

        public Task OpenAsync(ClusterConstants constants, CancellationToken cancellationToken) => Do("open", async table =>
        {
            await table.OpenAsync(constants, CancellationToken.None);
            return true;
        });

        public Task<ClusterSnapshot> ReadAsync(CancellationToken cancellationToken) => Do("read", static table => table.ReadAsync(CancellationToken.None));

        public Task<ClusterRenewal> RenewAsync(SiloAddress silo, Guid incarnation, CancellationToken cancellationToken) => Do("renew", table => table.RenewAsync(silo, incarnation, CancellationToken.None));

        public Task<bool> TryChangeAsync(ClusterChange change, CancellationToken cancellationToken) => Do("change", async table =>
        {
            var isChanged = await table.TryChangeAsync(change, CancellationToken.None);
            if (!isChanged) return false;
            owner.Views[change.Next.Version] = change.Next;
            var text = string.Join(' ', change.Next.Members.Select(static member => member.Address.ToParsableString() + (member.IsLeaving ? "-" : "")));
            node.World.Note($"{node.Name} made view {change.Next.Version}: {text}");
            return true;
        });

        public Task RevokeAsync(SiloAddress silo, SiloAddress by, CancellationToken cancellationToken) => Do("revoke", async table =>
        {
            await table.RevokeAsync(silo, by, CancellationToken.None);
            return true;
        });

        public Task StopAsync(SiloAddress silo, Guid incarnation, CancellationToken cancellationToken) => Do("stop", async table =>
        {
            await table.StopAsync(silo, incarnation, CancellationToken.None);
            return true;
        });

        // A hint: late, or not at all.
        public IDisposable Watch(Action changed) => owner._table.Watch(() =>
        {
            if (owner.IsAway || owner._without.Contains(node.Name) || _random.Chance(0.2)) return;
            owner.After(_random.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(60)), () => node.Post(changed));
        });

        private Task<T> Do<T>(string name, Func<InMemoryClusterTable, Task<T>> operation)
        {
            var answer = new TaskCompletionSource<T>();
            if (IsCutOff)
            {
                owner.After(OutageAnswer * _random.NextDouble(), () => answer.TrySetException(new IOException($"The table cannot be reached ({name}).")));
                return answer.Task;
            }

            owner.After(Latency(), () => Commit(name, operation, answer));
            return answer.Task;
        }

        private bool IsCutOff => owner.IsAway || owner._without.Contains(node.Name);

        private void Commit<T>(string name, Func<InMemoryClusterTable, Task<T>> operation, TaskCompletionSource<T> answer)
        {
            if (owner.IsAway)
            {
                answer.TrySetException(new IOException($"The table went away ({name})."));
                return;
            }

            if (node.IsDead && owner.Counted("operation of a dead process committed")) node.World.Note($"{node.Name}, dead, commits {name}");
            var result = operation(owner._table);
            if (IsCutOff || _random.Chance(owner.LostAnswers))
            {
                owner.Counted($"answer lost: {name}");
                owner.After(OutageAnswer * 2 * _random.NextDouble(), () => answer.TrySetException(new IOException($"The answer of the table was lost ({name}).")));
                return;
            }

            owner.After(Latency(), () =>
            {
                if (result.IsFaulted) answer.TrySetException(result.Exception!.InnerExceptions);
                else answer.TrySetResult(result.Result);
            });
        }

        private TimeSpan Latency() => _random.Between(TimeSpan.FromMilliseconds(0.3), TimeSpan.FromMilliseconds(3)) + (_random.Chance(0.3) ? owner.SlowMax * _random.NextDouble() : TimeSpan.Zero);
    }

    private bool Counted(string what) => count(what);

    private void After(TimeSpan delay, Action action) => world.After(delay, action);
}
