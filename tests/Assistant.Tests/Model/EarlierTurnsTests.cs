using System.Text.Json;
using OrleansAgents.Grains;
using OrleansAgents.Grains.Events;
using OrleansAgents.Grains.Model;
using OrleansAgents.Storage;

namespace OrleansAgents.Assistant.Tests.Model;

/// <summary>What a conversation's events tell of its earlier turns.</summary>
public sealed class EarlierTurnsTests
{
    private readonly List<StoredEvent> _events = [];

    [Fact]
    public void Turn_ThatHasEnded_IsToldWithItsCardsAndSkills()
    {
        Ask("t1", "a table");
        Plan("t1", "shop", "shop");
        Show("t1", """{"kind":"offer","price":{"amount":12.5,"currency":"CNY"}}""");
        End("t1", "here it is");
        Ask("t2", "another");

        var turn = Assert.Single(EarlierTurns.Of(_events, "t2"));

        Assert.Equal(("a table", "here it is", "completed"), (turn.Said, turn.Answer, turn.Outcome));
        Assert.Equal("""{"kind":"offer","price":"12.5 CNY"}""", Assert.Single(turn.Cards));
        Assert.Equal(["shop.find"], turn.Skills.Select(static skill => skill.ToString()));
    }

    [Fact]
    public void Turn_ThatBeganAgain_IsToldAsItsLastAttempt()
    {
        Ask("t1", "a table");
        Plan("t1", "void");
        Show("t1", """{"kind":"void"}""");
        Add(EventKinds.TurnStarted, new TurnStartedPayload("t1", 2));
        Plan("t1", "shop");
        Show("t1", """{"kind":"offer"}""");
        End("t1", "here it is");

        var turn = Assert.Single(EarlierTurns.Of(_events, "t2"));

        Assert.Equal("""{"kind":"offer"}""", Assert.Single(turn.Cards));
        Assert.Equal(["shop.find"], turn.Skills.Select(static skill => skill.ToString()));
    }

    [Fact]
    public void Turns_ThatWaitRunReplaceOrBeganEarlier_AreNotTold()
    {
        // The message of the first is not among the events that are looked at.
        End("t0", "the end of something");
        Ask("t1", "hello");
        End("t1", "one");
        Ask("t2", "hello", replaces: "t1");
        End("t2", "two");
        Ask("t3", "hello", replaces: "t2");
        Ask("t4", "waits");

        Assert.Empty(EarlierTurns.Of(_events, "t3"));
        Assert.Empty(EarlierTurns.Of(_events, "t4"));
        End("t3", "three");
        Assert.Equal(["three"], EarlierTurns.Of(_events, "t4").Select(static turn => turn.Answer));
    }

    [Fact]
    public void Turn_WithoutAnAnswer_IsToldAsItEnded()
    {
        Ask("t1", "hello");
        Add(EventKinds.TurnCompleted, new TurnCompletedPayload("t1", "cancelled"));

        var turn = Assert.Single(EarlierTurns.Of(_events, "t2"));

        Assert.Equal(("hello", "", "cancelled"), (turn.Said, turn.Answer, turn.Outcome));
    }

    [Theory]
    [InlineData("""{"kind":"a","id":"x","latitude":1.5,"note":"n","name":"y"}""", """{"kind":"a","name":"y"}""")]
    [InlineData("""{"kind":"a","list":[1,2,3,4,5,6]}""", """{"kind":"a","list":[1,2,3,4]}""")]
    [InlineData("""{"kind":"a","one":{"two":{"three":{"four":1}}},"ok":true}""", """{"kind":"a","ok":true}""")]
    [InlineData("""{"kind":"a","price":{"amount":1.50,"currency":"USD"},"none":null}""", """{"kind":"a","price":"1.50 USD"}""")]
    [InlineData("""["list"]""", """["list"]""")]
    public void Digest_OfACard_KeepsWhatMayBeReferredTo(string card, string digest)
    {
        using var json = JsonDocument.Parse(card);
        Assert.Equal(digest, CardDigest.Of(json.RootElement));
    }

    [Fact]
    public void Digest_OfALongCard_IsItsKind()
    {
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(Enumerable.Range(0, 50).ToDictionary(static number => $"name{number}", static _ => new string('x', 100)).Append(new("kind", "long")).ToDictionary()));
        Assert.Equal("""{"kind":"long"}""", CardDigest.Of(json.RootElement));
    }

    private void Ask(string turn, string text, string? replaces = null)
    {
        Add(EventKinds.UserMessage, new UserMessagePayload(turn, $"m-{turn}", null, text, replaces));
        Add(EventKinds.TurnStarted, new TurnStartedPayload(turn, 1));
    }

    private void Plan(string turn, params string[] agents) => Add(EventKinds.PlanCreated, new PlanCreatedPayload(turn, "rules", "h", [.. agents.Select(static (agent, index) => new PlannedStepPayload(
        $"s{index}", agent, new LocalizedText(agent, agent), "find", new LocalizedText("find", "find"), "read", []))]));

    private void Show(string turn, string card)
    {
        using var json = JsonDocument.Parse(card);
        Add(EventKinds.Card, new CardPayload(turn, "s1", json.RootElement.Clone()));
    }

    private void End(string turn, string answer)
    {
        Add(EventKinds.MessageCompleted, new MessageCompletedPayload(turn, $"a-{turn}", answer, null));
        Add(EventKinds.TurnCompleted, new TurnCompletedPayload(turn, "completed"));
    }

    private void Add<T>(string kind, T payload) => _events.Add(new StoredEvent(_events.Count + 1, kind, default, EventJson.Write(payload)));
}
