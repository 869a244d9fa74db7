using Orleans.Runtime;
using Orleans.Runtime.Placement;
using Orleans.Runtime.Reminders;

namespace OrleansAgents.TestKit;

/// <summary>What every reminder store must do.</summary>
public abstract class ReminderStoreCompliance : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly GrainId Grain = GrainId.Create("remindable", "a/b");

    protected IReminderStore Store { get; private set; } = null!;

    public virtual async Task InitializeAsync() => Store = await OpenAsync();

    public virtual Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Upsert_New_IsReadBackWithAnETag()
    {
        var row = new ReminderRow(Grain, "wake up", Noon.AddTicks(1), TimeSpan.FromTicks(600_000_001), Noon.AddTicks(7), null);

        var stored = await Store.UpsertAsync(row, default);

        Assert.NotNull(stored.ETag);
        Assert.Equal(row with { ETag = stored.ETag }, stored);
        Assert.Equal(stored, await Store.ReadAsync(Grain, "wake up", default));
    }

    [Fact]
    public async Task Upsert_OneShot_KeepsItsPeriod()
    {
        var stored = await Store.UpsertAsync(Row(Grain, "once") with { Period = Timeout.InfiniteTimeSpan }, default);

        Assert.Equal(Timeout.InfiniteTimeSpan, (await Store.ReadAsync(Grain, "once", default))!.Period);
        Assert.Equal(stored, Assert.Single((await DueAsync(Noon)).Rows));
    }

    [Fact]
    public async Task Upsert_Again_ReplacesAndGivesAnotherETag()
    {
        var first = await Store.UpsertAsync(Row(Grain, "r"), default);
        var second = await Store.UpsertAsync(Row(Grain, "r") with { Period = TimeSpan.FromHours(2), DueAt = Noon.AddHours(1) }, default);

        Assert.NotEqual(first.ETag, second.ETag);
        Assert.Equal(second, Assert.Single(await Store.ReadAsync(Grain, default)));
        Assert.Empty((await DueAsync(Noon)).Rows);
    }

    [Fact]
    public async Task Upsert_AfterRemove_GivesAnETagNeverUsedBefore()
    {
        HashSet<string> seen = [];
        for (var i = 0; i < 5; i++)
        {
            var row = await Store.UpsertAsync(Row(Grain, "r"), default);
            Assert.True(seen.Add(row.ETag!));
            Assert.True(await Store.RemoveAsync(Grain, "r", row.ETag!, default));
        }
    }

    [Fact]
    public async Task Remove_WithItsETag_IsGone()
    {
        var row = await Store.UpsertAsync(Row(Grain, "r"), default);

        Assert.True(await Store.RemoveAsync(Grain, "r", row.ETag!, default));

        Assert.Null(await Store.ReadAsync(Grain, "r", default));
        Assert.Empty((await DueAsync(Noon)).Rows);
        Assert.False(await Store.RemoveAsync(Grain, "r", row.ETag!, default));
    }

    [Fact]
    public async Task Remove_WithAnotherETag_ChangesNothing()
    {
        var first = await Store.UpsertAsync(Row(Grain, "r"), default);
        var second = await Store.UpsertAsync(Row(Grain, "r"), default);

        Assert.False(await Store.RemoveAsync(Grain, "r", first.ETag!, default));
        Assert.False(await Store.RemoveAsync(Grain, "r", "never given", default));

        Assert.Equal(second, await Store.ReadAsync(Grain, "r", default));
    }

    [Fact]
    public async Task Move_Expected_KeepsTheETagAndMovesInTheOrder()
    {
        var moved = await Store.UpsertAsync(Row(Grain, "moved"), default);
        var other = await Store.UpsertAsync(Row(Grain, "other") with { DueAt = Noon.AddMinutes(1) }, default);

        Assert.True(await Store.MoveAsync(moved, Noon.AddMinutes(2), default));

        Assert.Equal([other, moved with { DueAt = Noon.AddMinutes(2) }], (await DueAsync(Noon.AddHours(1))).Rows);
    }

    [Fact]
    public async Task Move_DueTimeOrRegistrationHasChanged_ChangesNothing()
    {
        var row = await Store.UpsertAsync(Row(Grain, "r"), default);
        Assert.True(await Store.MoveAsync(row, Noon.AddMinutes(1), default));

        Assert.False(await Store.MoveAsync(row, Noon.AddMinutes(2), default));

        var again = await Store.UpsertAsync(row, default);
        Assert.False(await Store.MoveAsync(row, Noon.AddMinutes(3), default));
        Assert.Equal(again, await Store.ReadAsync(Grain, "r", default));
        Assert.True(await Store.RemoveAsync(Grain, "r", again.ETag!, default));
        Assert.False(await Store.MoveAsync(again, Noon.AddMinutes(4), default));
    }

    [Fact]
    public async Task Move_ManyAtOnce_OneWins()
    {
        var row = await Store.UpsertAsync(Row(Grain, "r"), default);

        var outcomes = await Task.WhenAll(Enumerable.Range(1, 20).Select(i => Store.MoveAsync(row, Noon.AddMinutes(i), default)));

        Assert.Single(outcomes, static won => won);
    }

    [Fact]
    public async Task Read_OfGrain_GivesItsRowsAlone()
    {
        var other = GrainId.Create("remindable", "a/b/c");
        await Store.UpsertAsync(Row(Grain, "one"), default);
        await Store.UpsertAsync(Row(Grain, "two"), default);
        await Store.UpsertAsync(Row(other, "one"), default);

        Assert.Equal(["one", "two"], (await Store.ReadAsync(Grain, default)).Select(static row => row.Name).Order());
        Assert.Single(await Store.ReadAsync(other, default));
        Assert.Empty(await Store.ReadAsync(GrainId.Create("remindable", "a"), default));
        Assert.Null(await Store.ReadAsync(Grain, "ONE", default));
    }

    [Fact]
    public async Task ReadDue_IsInOrderAndIncludesTheLimit()
    {
        for (var i = 9; i >= 0; i--)
        {
            await Store.UpsertAsync(Row(Grain, $"r{i}") with { DueAt = Noon.AddMinutes(i) }, default);
        }

        var page = await DueAsync(Noon.AddMinutes(5));

        Assert.True(page.IsComplete);
        Assert.Equal(["r0", "r1", "r2", "r3", "r4", "r5"], page.Rows.Select(static row => row.Name));
    }

    [Fact]
    public async Task ReadDue_MoreThanAllowed_IsCutOffInOrder()
    {
        for (var i = 0; i < 6; i++)
        {
            await Store.UpsertAsync(Row(Grain, $"r{i}") with { DueAt = Noon.AddMinutes(-i) }, default);
        }

        var cut = await Store.ReadDueAsync(new ReminderQuery(Noon, 4, static _ => true), default);
        var exact = await Store.ReadDueAsync(new ReminderQuery(Noon, 6, static _ => true), default);

        Assert.False(cut.IsComplete);
        Assert.Equal(["r5", "r4", "r3", "r2"], cut.Rows.Select(static row => row.Name));
        Assert.True(exact.IsComplete);
        Assert.Equal(6, exact.Rows.Count);
    }

    [Fact]
    public async Task ReadDue_UnwantedGrains_AreLeftOutAndDoNotCount()
    {
        var rows = Enumerable.Range(0, 2500).Select(static i => Row(GrainId.Create("remindable", $"{i:D4}"), "r") with { DueAt = Noon.AddSeconds(i / 3) });
        await Task.WhenAll(rows.Select(row => Store.UpsertAsync(row, default)));

        var page = await Store.ReadDueAsync(new ReminderQuery(Noon.AddHours(1), 200, static id => id.Key.ToString()!.EndsWith('7')), default);

        Assert.Equal(200, page.Rows.Count);
        Assert.All(page.Rows, static row => Assert.EndsWith("7", row.GrainId.ToString(), StringComparison.Ordinal));
        Assert.Equal(page.Rows.OrderBy(static row => row.DueAt), page.Rows);
        Assert.Equal(200, page.Rows.Distinct().Count());
        Assert.False(page.IsComplete);
        var all = await Store.ReadDueAsync(new ReminderQuery(Noon.AddHours(1), 5000, static id => id.Key.ToString()!.EndsWith('7')), default);
        Assert.Equal(250, all.Rows.Count);
        Assert.True(all.IsComplete);
    }

    /// <summary>A silo that serves some shards gets every reminder of theirs, whether a grain is placed by its whole key or by the first part of it; what else it gets it leaves out itself.</summary>
    [Fact]
    public async Task ReadDue_OfSomeShards_HasAllOfTheirs()
    {
        const int Shards = ShardMap.ShardsDefault;
        var ids = Enumerable.Range(0, 600).Select(static i => GrainId.Create(i % 2 == 0 ? "by-key" : "by-prefix", $"{i % 40}/{i:D4}")).ToArray();
        await Task.WhenAll(ids.Select((id, i) => Store.UpsertAsync(Row(id, "r") with { DueAt = Noon.AddSeconds(i / 3) }, default)));
        int[] served = [.. Enumerable.Range(0, Shards).Where(static shard => shard % 3 == 1)];
        bool IsServed(GrainId id) => served.Contains(PlacementKey.ShardOf(id.Type, id.Key, id.Type.ToString() == "by-prefix", Shards));

        var all = await Store.ReadDueAsync(new ReminderQuery(Noon.AddHours(1), 1000, IsServed) { Shards = served }, default);
        var some = await Store.ReadDueAsync(new ReminderQuery(Noon.AddHours(1), 50, IsServed) { Shards = served }, default);

        Assert.True(all.IsComplete);
        Assert.Equal(ids.Where(IsServed).Order(), all.Rows.Select(static row => row.GrainId).Order());
        Assert.NotEmpty(all.Rows);
        Assert.False(some.IsComplete);
        Assert.Equal(all.Rows.Take(50), some.Rows);
    }

    /// <summary>Makes an empty store.</summary>
    protected abstract Task<IReminderStore> OpenAsync();

    private static ReminderRow Row(GrainId grain, string name) => new(grain, name, Noon, TimeSpan.FromMinutes(1), Noon, null);

    private Task<ReminderPage> DueAsync(DateTimeOffset until) => Store.ReadDueAsync(new ReminderQuery(until, 1000, static _ => true), default);
}
