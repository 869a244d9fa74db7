using Orleans.Runtime;

namespace OrleansAgents.Runtime.Tests.Scheduling;

public sealed class TurnQueueTests
{
    [Fact]
    [Promise("C15")]
    public void Drain_HundredsOfThousandsWaiting_KeepsOrderOfWritersAndGroupsReaders()
    {
        // A queue that walked its list at each admission would need some 10^10 steps here and not end.
        const int Count = 200_000;
        var queue = default(TurnQueue);
        var running = new FakeTurn(-1, false);
        queue.Started(running, interleaves: false);
        for (var i = 0; i < Count; i++) queue.Wait(new FakeTurn(i, isReadOnly: i % 2 == 0));
        Assert.Null(queue.TakeNext());
        queue.Ended(running);

        List<int> readers = [];
        List<int> writers = [];
        List<FakeTurn> group = [];
        while (queue.HasWaiting)
        {
            while (queue.TakeNext() is FakeTurn turn)
            {
                queue.Started(turn, interleaves: false);
                group.Add(turn);
                (turn.IsReadOnly ? readers : writers).Add(turn.Number);
            }

            Assert.True(group.Count == 1 || group.TrueForAll(t => t.IsReadOnly), "A writer ran beside another turn.");
            foreach (var turn in group) queue.Ended(turn);
            group.Clear();
        }

        Assert.Equal(Enumerable.Range(0, Count).Where(i => i % 2 == 0), readers);
        Assert.Equal(Enumerable.Range(0, Count).Where(i => i % 2 == 1), writers);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [Promise("C4")]
    public void RandomTurns_NeverBreakTheRules(int seed)
    {
        var random = new Random(seed);
        var queue = default(TurnQueue);
        List<FakeTurn> running = [];
        var next = 0;
        for (var step = 0; step < 20_000; step++)
        {
            if (random.Next(2) == 0)
            {
                var turn = new FakeTurn(next++, random.Next(2) == 0);
                if (queue.MayStart(turn)) Start(turn);
                else queue.Wait(turn);
            }
            else if (running.Count > 0)
            {
                var index = random.Next(running.Count);
                queue.Ended(running[index]);
                running.RemoveAt(index);
                while (queue.TakeNext() is FakeTurn turn) Start(turn);
            }

            Assert.Equal(running.Count, queue.Running);
            Assert.True(running.Count <= 1 || running.TrueForAll(t => t.IsReadOnly), $"A writer ran beside another turn (seed {seed}, step {step}).");
        }

        void Start(FakeTurn turn)
        {
            queue.Started(turn, interleaves: false);
            running.Add(turn);
        }
    }

    private sealed class FakeTurn(int number, bool isReadOnly) : Turn
    {
        public int Number => number;

        internal override bool IsReadOnly => isReadOnly;

        internal override bool Start(Activation activation) => throw new NotSupportedException();

        internal override void Complete() => throw new NotSupportedException();

        internal override void Abandon(Activation activation, Exception? failure) => throw new NotSupportedException();
    }
}
