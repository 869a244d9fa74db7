using OrleansAgents.Simulation.Engine;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Placement;

namespace OrleansAgents.Simulation.Stores;

/// <summary>The membership table as it is reached over a network: slow, away, or without an answer to what it did.</summary>
internal sealed class SimTable(World world, Func<string, bool> count)
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan OutageAnswer = TimeSpan.FromMilliseconds(300);

    // What is seldom asked for would hardly ever be late or lost in the time in which the table is ill. In every second run these go wrong at any time.
    private static readonly Dictionary<string, double> RareOperations = new() { ["open"] = 0.03, ["join"] = 0.05, ["leave"] = 0.2, ["goodbye"] = 0.2, ["removal"] = 0.1, ["revoke"] = 0.3, ["stop"] = 0.25 };

    private readonly InMemoryClusterTable _table = new();
    private readonly Dictionary<string, TimeSpan> _without = [];
    private readonly bool _failsRareOperations = Mixing.Mix(world.Seed, 11) % 2 == 0;
    private TimeSpan? _awaySince;
    private bool _isHealed;

    /// <summary>What silos do with the table: 'change' by what it changes.</summary>
    public static IReadOnlyList<string> Operations { get; } = ["open", "read", "renew", "join", "leave", "goodbye", "removal", "revoke", "stop"];

    /// <summary>Every view there was, by version.</summary>
    public Dictionary<long, ClusterView> Views { get; } = [];

    /// <summary>When a silo's row last moved.</summary>
    public Dictionary<SiloAddress, TimeSpan> Beats { get; } = [];

    /// <summary>Nobody reaches it.</summary>
    public bool IsAway
    {
        get => _awaySince is not null;
        set => _awaySince = value ? _awaySince ?? world.Elapsed : null;
    }

    /// <summary>How likely an operation takes effect and its answer is lost.</summary>
    public double LostAnswers { get; set; }

    /// <summary>The longest that an operation may take, before or after it takes effect.</summary>
    public TimeSpan SlowMax { get; set; }

    /// <summary>For how long a node has not reached it.</summary>
    public TimeSpan AwayFor(string node) =>
        world.Elapsed - (_awaySince is { } since && !(_without.TryGetValue(node, out var own) && own < since) ? since : _without.GetValueOrDefault(node, world.Elapsed));

    public void TakeAway(string node) => _without.TryAdd(node, world.Elapsed);

    public void GiveBack(string node) => _without.Remove(node);

    public void Heal()
    {
        (IsAway, LostAnswers, SlowMax, _isHealed) = (false, 0, TimeSpan.Zero, true);
        _without.Clear();
    }

    public ClusterSnapshot Snapshot => _table.ReadAsync(CancellationToken.None).Result;

    public IClusterTable For(Node node) => new Reached(this, node);

    private sealed class Reached(SimTable owner, Node node) : IClusterTable
    {
        private readonly SeededRandom _random = new(Mixing.Mix(node.Id, 77));

        // A reader that no hint ever reaches learns of a view with its own next operation, or from others.
        private readonly double _hintsLost = (Mixing.Mix(node.Id, 78) % 4) switch { 0 => 1, 1 => 0, _ => 0.2 };

        public Task OpenAsync(ClusterConstants constants, CancellationToken cancellationToken) => Do("open", async table =>
        {
            await table.OpenAsync(constants, CancellationToken.None);
            return true;
        });

        public Task<ClusterSnapshot> ReadAsync(CancellationToken cancellationToken) => Do("read", static table => table.ReadAsync(CancellationToken.None));

        public Task<ClusterRenewal> RenewAsync(SiloAddress silo, Guid incarnation, CancellationToken cancellationToken) => Do("renew", async table =>
        {
            var renewal = await table.RenewAsync(silo, incarnation, CancellationToken.None);
            if (renewal.IsRenewed) owner.Beats[silo] = node.World.Elapsed;
            return renewal;
        });

        public Task<bool> TryChangeAsync(ClusterChange change, CancellationToken cancellationToken) => Do(NameOf(change), async table =>
        {
            var isChanged = await table.TryChangeAsync(change, CancellationToken.None);
            if (!isChanged) return false;
            owner.Views[change.Next.Version] = change.Next;
            if (change.Joining is { } joining) owner.Beats[joining.Address] = node.World.Elapsed;
            var text = string.Join(' ', change.Next.Members.Select(static member => member.Address.ToParsableString() + (member.IsLeaving ? "-" : "")));
            node.World.Note($"{node.Name} made view {change.Next.Version}: {text}");
            if (owner.Views.TryGetValue(change.Next.Version - 2, out var before) && Owners(before).SequenceEqual(Owners(change.Next))) owner.Counted(Checks.Situation.CameBack);
            return true;
        });

        public Task RevokeAsync(SiloAddress silo, SiloAddress by, CancellationToken cancellationToken) => Do("revoke", async table =>
        {
            owner.Counted(Checks.Situation.Revoked);
            node.World.Note($"{node.Name} revokes {silo.ToParsableString()}");
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
            if (IsCutOff || _random.Chance(_hintsLost)) return;
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

            var late = IsOfRareFailure(name) ? TimeSpan.FromSeconds(1 + (2 * _random.NextDouble())) : Latency();
            if (late > OneSecond) owner.Counted(Checks.Situation.LateCommit(name));
            owner.After(late, () => Commit(name, operation, answer));
            return answer.Task;
        }

        private bool IsCutOff => owner.IsAway || owner._without.ContainsKey(node.Name);

        private bool IsOfRareFailure(string name) => owner._failsRareOperations && !owner._isHealed && _random.Chance(RareOperations.GetValueOrDefault(name));

        private string NameOf(ClusterChange change)
        {
            if (change.Joining is not null) return "join";
            if (change.Stopped.IsEmpty) return "leave";
            return change.Stopped.Any(stopped => node.Name.EndsWith($".{stopped.Generation}", StringComparison.Ordinal)) ? "goodbye" : "removal";
        }

        private void Commit<T>(string name, Func<InMemoryClusterTable, Task<T>> operation, TaskCompletionSource<T> answer)
        {
            if (owner.IsAway)
            {
                answer.TrySetException(new IOException($"The table went away ({name})."));
                return;
            }

            if (node.IsDead && owner.Counted("operation of a dead process committed")) node.World.Note($"{node.Name}, dead, commits {name}");
            var result = operation(owner._table);
            if (IsCutOff || _random.Chance(owner.LostAnswers) || IsOfRareFailure(name))
            {
                owner.Counted(Checks.Situation.LostAnswer(name));
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

    private static IEnumerable<SiloAddress> Owners(ClusterView view) => view.Members.Where(static member => !member.IsLeaving).Select(static member => member.Address);

    private bool Counted(string what) => count(what);

    private void After(TimeSpan delay, Action action) => world.After(delay, action);
}
