using Microsoft.Extensions.DependencyInjection;
using OrleansAgents.Assistant.Tests.Support;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Events;
using OrleansAgents.Grains.Sessions;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Assistant.Tests.Intents;

/// <summary>What people say, on any engine, with the agents and the understanding of the program: an answer holds what the agents know, or says what is missing.</summary>
public abstract class SentenceSuite(TestedEngine engine)
{
    [Theory]
    [InlineData("我今晚想做四人份的麻婆豆腐，七点到家", "麻婆豆腐", "豆腐", "没有完成")]
    [InlineData("How do I get from Hangzhou East station to West Lake, and split 360 yuan among five", "¥72.00", "West Lake", "could not be done")]
    public Task Turn_OfASentence_AnswersFromTheAgents(string sentence, string fact, string other, string missing) => engine.RunAsync(async run =>
    {
        var cluster = await run.StartAsync([], static silo => silo.Services.AddBuiltInAgents().AddRuleMind());
        var conversation = await cluster.OpenAsync();

        var ended = await conversation.TurnAsync(sentence, id: "m1");

        var answer = await conversation.AnswerAsync(ended.TurnId);
        if (!run.IsWeak || ended.Outcome == TurnOutcomes.Completed)
        {
            Assert.Equal(TurnOutcomes.Completed, ended.Outcome);
            Assert.Contains(fact, answer, StringComparison.Ordinal);
            Assert.Contains(other, answer, StringComparison.Ordinal);
            Assert.Contains(EventKinds.Card, await conversation.KindsAsync());
        }
        else
        {
            Assert.True(answer.Contains(missing, StringComparison.Ordinal) || answer == ended.Reason!.En, answer);
        }
    });
}

/// <summary>Sentences on an engine whose calls arrive.</summary>
public sealed class SentenceTests() : SentenceSuite(new TestedEngine.Steady());

/// <summary>Sentences on an engine that loses and delays calls and activates grains twice. A turn that was cut off too often may end as failed, which says so; nothing else may be missing in silence.</summary>
public sealed class WeakSentenceTests() : SentenceSuite(new TestedEngine.Weak(seeds: 3));
