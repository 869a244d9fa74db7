namespace Orleans.Runtime;

// What activations have put down travels with their shard.
internal sealed partial class SiloRuntime
{
    // Attempts to pass on one grain's state: each that is refused means that the view has changed once more.
    private const int HandOverAttemptsMax = 8;

    // A silo that cannot be reached is about to leave the view; longer than this nobody notices its end.
    private static readonly TimeSpan NextViewLimit = TimeSpan.FromSeconds(10);

    /// <summary>Takes over what a grain's last activation put down on another silo. False when this silo is not the one to take it: the sender looks at the view again.</summary>
    /// <remarks>
    /// Only a silo that is waiting for the shard takes its state, so it is here before the shard is. Should a newer view give the shard to yet another silo meanwhile, this one has something to pass on and holds the shard
    /// as if it had served it: the claim of the next owner waits for the state as it waits for turns.
    /// </remarks>
    public async Task<bool> TakeOver(GrainId grain, Dictionary<string, byte[]> values, long viewVersion)
    {
        if (viewVersion > _map.View.Version && RefreshView is { } refresh) await refresh();
        lock (_shardGate)
        {
            var shard = ShardOf(grain);
            if (!Address.Equals(_map.OwnerOf(shard)) || Claims[shard] != Placement.ShardState.Claiming) return false;
            _migrating[grain] = new MigrationContext(Catalog, values);
            return true;
        }
    }

    /// <summary>Passes on what the ended activations of a closed shard have put down. State that nobody can take is lost, as it is in a crash.</summary>
    private async Task HandOverState(int shard)
    {
        foreach (var (grain, state) in _migrating)
        {
            if (ShardOf(grain) == shard && await HandOver(grain, shard, state)) _migrating.TryRemove(new(grain, state));
        }
    }

    /// <returns>False when the state stays here, because the shard has come back.</returns>
    private async Task<bool> HandOver(GrainId grain, int shard, MigrationContext state)
    {
        for (var attempt = 0; attempt < HandOverAttemptsMax; attempt++)
        {
            var adopted = Volatile.Read(ref _adopted);
            var map = _map;
            if (map.OwnerOf(shard) is not { } owner) return true;
            if (owner.Equals(Address)) return false;
            try
            {
                if (await Messages.HandOver(owner, grain, state.Values, map.View.Version)) return true;
            }
            catch (Exception failure)
            {
                Log.HandOverFailed(grain, owner, failure);
                await adopted.Task.WaitAsync(NextViewLimit, Services.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (RefreshView is { } refresh) await refresh();
        }

        Log.StateLost(grain, HandOverAttemptsMax);
        return true;
    }

    private bool Carries(int shard) => !_migrating.IsEmpty && _migrating.Keys.Any(grain => ShardOf(grain) == shard);

    private int ShardOf(GrainId grain) => _map.ShardOf(grain.Type, grain.Key, ClassOf(grain.Type) is { ColocatesByPrefix: true });
}
