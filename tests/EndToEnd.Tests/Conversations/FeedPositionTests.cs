using OrleansAgents.Gateway;
using OrleansAgents.Grains.Sessions;

namespace OrleansAgents.EndToEnd.Tests.Conversations;

/// <summary>Whatever becomes of hints, a reader gets what the log holds, each event once and in order.</summary>
public sealed class FeedPositionTests
{
    /// <summary>A conversation: three deltas, then an event that folds them away, then one more. Each entry is an append.</summary>
    private static readonly Append[] Appends = [new(1), new(2, 3), new(4), new(5) { FoldsFrom = 2, FoldsTo = 4 }, new(6)];

    [Fact]
    public void Reader_UnderEveryInterleaving_GetsEachEventOnce()
    {
        var runs = 0;
        Explore(new World(), ref runs);
        Assert.True(runs > 10_000, $"Only {runs} interleavings were looked at.");
    }

    [Fact]
    public void Take_HintThatContinues_NeedsNoRead()
    {
        FeedPosition position = new(3);
        Assert.Equal(HintUse.Deliver, position.Take(Hint(4, 5), out var fresh));
        Assert.Equal([4, 5], fresh.ToArray().Select(static e => e.Sequence));
        Assert.Equal(5, position.Sequence);
    }

    [Fact]
    public void Take_HintThatOverlaps_DeliversOnlyWhatIsNew()
    {
        FeedPosition position = new(4);
        Assert.Equal(HintUse.Deliver, position.Take(Hint(4, 5), out var fresh));
        Assert.Equal([5], fresh.ToArray().Select(static e => e.Sequence));
    }

    [Fact]
    public void Take_HintWithoutItsEvents_AsksForTheLog()
    {
        FeedPosition position = new(3);
        Assert.Equal(HintUse.ReadLog, position.Take(new EventHint("s", 4, []), out _));
        Assert.Equal(3, position.Sequence);
    }

    [Fact]
    public async Task Mailbox_OfAReaderThatDoesNotRead_HoldsNoMoreThanItsBound()
    {
        FeedMailbox mailbox = new(eventsMax: 4);
        for (var sequence = 1; sequence <= 4; sequence++)
        {
            mailbox.Offer(Hint(sequence));
        }

        var full = await mailbox.TakeAsync(CancellationToken.None);
        Assert.Equal((4, false), (full.Hints.Count, full.Behind));
        for (var sequence = 5; sequence <= 9; sequence++)
        {
            mailbox.Offer(Hint(sequence));
        }

        var over = await mailbox.TakeAsync(CancellationToken.None);
        Assert.Equal((0, true), (over.Hints.Count, over.Behind));
    }

    /// <summary>At every moment each thing that can happen next is tried: an append, a hint that arrives, in any order, or is lost, and a read.</summary>
    private static void Explore(World world, ref int runs)
    {
        runs++;
        if (world.Appended < Appends.Length)
        {
            Explore(world.AfterAppend(), ref runs);
        }

        for (var index = 0; index < world.OnTheirWay.Length; index++)
        {
            Explore(world.AfterHint(index), ref runs);

            // A hint that never comes is one that is still on its way at the end, so losing it needs no move of its own.
        }

        if (world is { ReadLast: false, Appended: > 0 })
        {
            Explore(world.AfterRead(), ref runs);
        }

        world.AfterRead().AssertComplete();
    }

    private static EventHint Hint(params long[] sequences) => new("s", sequences[^1], [.. sequences.Select(static s => new HintedEvent(s, "k", default, []))]);

    private sealed record Append(params long[] Sequences)
    {
        public long FoldsFrom { get; init; }

        public long FoldsTo { get; init; } = -1;
    }

    /// <summary>A log that grows, hints on their way, and one reader. Every move makes a new one.</summary>
    private sealed record World
    {
        public int Appended { get; private init; }

        public long[] Log { get; private init; } = [];

        public EventHint[] OnTheirWay { get; private init; } = [];

        public FeedPosition Position { get; private init; }

        public long[] Delivered { get; private init; } = [];

        public bool ReadLast { get; private init; }

        public World AfterAppend()
        {
            var append = Appends[Appended];
            return this with
            {
                Appended = Appended + 1,
                Log = [.. Log.Where(s => s < append.FoldsFrom || s > append.FoldsTo), .. append.Sequences],
                OnTheirWay = [.. OnTheirWay, Hint(append.Sequences)],
                ReadLast = false,
            };
        }

        public World AfterHint(int index)
        {
            var position = Position;
            var use = position.Take(OnTheirWay[index], out var fresh);
            var next = this with
            {
                Position = position,
                OnTheirWay = [.. OnTheirWay.Where((_, other) => other != index)],
                Delivered = [.. Delivered, .. fresh.ToArray().Select(static e => e.Sequence)],
                ReadLast = false,
            };
            return use == HintUse.ReadLog ? next.AfterRead() : next;
        }

        public World AfterRead()
        {
            var position = Position;
            var read = Log.Where(s => position.TryPass(s)).ToArray();
            return this with { Position = position, Delivered = [.. Delivered, .. read], ReadLast = true };
        }

        public void AssertComplete()
        {
            for (var index = 1; index < Delivered.Length; index++)
            {
                Assert.True(Delivered[index] > Delivered[index - 1], $"Delivered out of order or twice: {string.Join(' ', Delivered)}");
            }

            Assert.Empty(Log.Except(Delivered));
        }
    }
}
