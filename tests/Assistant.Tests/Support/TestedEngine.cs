using OrleansAgents.Grains.Events;
using OrleansAgents.Grains.Sessions;

namespace OrleansAgents.Assistant.Tests.Support;

/// <summary>The engine that a suite's tests run on: one that keeps what it promises, or one that keeps no more than Orleans must.</summary>
public abstract class TestedEngine
{
    /// <summary>Runs a test, then waits until every conversation that it has opened rests, and checks them.</summary>
    internal abstract Task RunAsync(Func<Run, Task> test);

    /// <summary>Silos of one machine, with calls that arrive.</summary>
    public sealed class Steady : TestedEngine
    {
        internal override Task RunAsync(Func<Run, Task> test) => RunOnceAsync(new Run(seed: null), test);
    }

    /// <summary>A <see cref="TestKit.WeakEngine"/> under several seeds.</summary>
    public sealed class Weak(int seeds) : TestedEngine
    {
        internal override Task RunAsync(Func<Run, Task> test) => TestKit.WeakEngine.ForSeeds(seeds, seed => RunOnceAsync(new Run(seed), test));
    }

    private static async Task RunOnceAsync(Run run, Func<Run, Task> test)
    {
        try
        {
            await test(run);
            await run.CheckAsync();
        }
        finally
        {
            await run.DisposeAsync();
        }
    }

    /// <summary>One run of a test.</summary>
    internal sealed class Run(int? seed) : IAsyncDisposable
    {
        private AssistantCluster? _cluster;

        /// <summary>Whether calls may be lost, so that what an agent could do may be missing; then it must be said to be.</summary>
        public bool IsWeak => seed is not null;

        public async Task<AssistantCluster> StartAsync(ScriptedAgent[] agents, Action<ISiloBuilder>? configure = null)
            => _cluster = seed is { } weak ? await AssistantCluster.StartWeakAsync(agents, weak, configure) : await AssistantCluster.StartAsync(agents, configure: configure);

        /// <summary>Checks how a turn ended and what it said. Where calls are lost it may have less to say, and says so.</summary>
        public async Task AssertEndAsync(Conversation conversation, TurnCompletedPayload ended, string outcome, string? answer = null)
        {
            if (!IsWeak)
            {
                Assert.Equal(outcome, ended.Outcome);
            }

            if (ended.Outcome == outcome && answer is not null)
            {
                Assert.Equal(answer, await conversation.AnswerAsync(ended.TurnId));
            }
            else if (ended.Outcome != outcome)
            {
                Assert.Contains(ended.Outcome, (string[])[TurnOutcomes.Failed, TurnOutcomes.Partial]);
            }
        }

        public async Task CheckAsync()
        {
            foreach (var conversation in _cluster?.Conversations ?? [])
            {
                foreach (var message in (await conversation.EventsAsync()).Where(static e => e.Kind == EventKinds.UserMessage).Select(static e => EventJson.Read<UserMessagePayload>(e.Data)))
                {
                    await conversation.EndOfAsync(message.TurnId);
                }
            }

            // Whatever an engine still holds back arrives now; it must change nothing.
            if (_cluster?.Weak is { } weak)
            {
                await weak.CalmAsync();
            }

            foreach (var conversation in _cluster?.Conversations ?? [])
            {
                ConversationCheck.Check(await conversation.EventsAsync());
            }
        }

        public ValueTask DisposeAsync() => _cluster?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
