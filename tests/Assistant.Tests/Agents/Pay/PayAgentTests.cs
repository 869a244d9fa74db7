using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Agents.Pay;
using Xunit;

namespace OrleansAgents.Assistant.Tests.Agents.Pay;

public sealed class PayAgentTests
{
    [Fact]
    public void Split_OfWhatDivides_IsTheSameForAll()
    {
        var reply = AgentCaller.Call("pay", "split", """{"amount": {"amount": 360, "currency": "CNY"}, "people": 5}""");
        Assert.Equal("""{"amount":{"amount":360.00,"currency":"CNY"},"people":5,"shares":[{"people":5,"each":{"amount":72.00,"currency":"CNY"}}]}""", reply.OutputJson);
        Assert.Equal("split", AgentCaller.Kind(reply));
        Assert.Equal("¥360.00 由 5 人平分，每人 ¥72.00。", reply.Say!.Zh);
        Assert.Equal("¥360.00 split among 5 is ¥72.00 each.", reply.Say.En);
    }

    [Fact]
    public void Split_OfWhatDoesNotDivide_GivesTheFenOut()
    {
        var reply = AgentCaller.Call("pay", "split", """{"amount": {"amount": 100.00}, "people": 3}""");
        Assert.Contains("""[{"people":1,"each":{"amount":33.34,"currency":"CNY"}},{"people":2,"each":{"amount":33.33,"currency":"CNY"}}]""", reply.OutputJson, StringComparison.Ordinal);
        Assert.Equal("¥100.00 split among 3: one pays ¥33.34, 2 pay ¥33.33 each; it adds up exactly.", reply.Say!.En);
    }

    [Fact]
    public void Shares_OfAnyAmountAndPeople_AddUpExactly()
    {
        decimal[] amounts = [0.01m, 0.07m, 1m, 9.99m, 360m, 1234.56m, 999_999.99m, BillSplit.AmountMax];
        foreach (var amount in amounts)
        {
            for (var people = 1; people <= BillSplit.PeopleMax; people += people < 20 ? 1 : 37)
            {
                var shares = BillSplit.Shares(amount, people);
                Assert.Equal(amount, shares.Sum(static share => share.People * share.Each));
                Assert.Equal(people, shares.Sum(static share => share.People));
                Assert.All(shares, static share => Assert.Equal(share.Each, decimal.Round(share.Each, 2)));
                Assert.True(shares[0].Each - shares[^1].Each <= 0.01m);
            }
        }
    }

    [Theory]
    [InlineData("""{"amount": {"amount": 0}, "people": 5}""", "more than 0")]
    [InlineData("""{"amount": {"amount": -3}, "people": 5}""", "it is -3")]
    [InlineData("""{"amount": {"amount": 1000000.01}, "people": 5}""", "at most 1000000")]
    [InlineData("""{"amount": {"amount": 1e40}, "people": 5}""", "at most 1000000")]
    [InlineData("""{"amount": {"amount": 10.005}, "people": 5}""", "at most two decimals")]
    [InlineData("""{"amount": {"amount": 10, "currency": "USD"}, "people": 5}""", "not USD")]
    [InlineData("""{"amount": {"amount": 10}, "people": 0}""", "1 to 1000; it is 0")]
    [InlineData("""{"amount": {"amount": 10}, "people": -2}""", "1 to 1000; it is -2")]
    [InlineData("""{"amount": {"amount": 10}, "people": 1001}""", "1 to 1000; it is 1001")]
    [InlineData("""{"amount": {"amount": 10}, "people": 9000000000}""", "1 to 1000")]
    public void Split_OfWhatCannotBe_SaysWhy(string arguments, string reason)
        => Assert.Contains(reason, AgentCaller.Failure(SkillFailure.InvalidArguments, "pay", "split", arguments), StringComparison.Ordinal);

    [Fact]
    public void Split_AtTheBounds_IsDone()
        => Assert.Null(AgentCaller.Call("pay", "split", """{"amount": {"amount": 1000000}, "people": 1000}""").Failure);

    [Fact]
    public void Balance_OfAUser_IsAlwaysTheSameAndSaidToBeSimulated()
    {
        var first = AgentCaller.Call("pay", "balance", "{}", user: "local:a");
        Assert.Equal(first.OutputJson, AgentCaller.Call("pay", "balance", "{}", user: "local:a").OutputJson);
        Assert.NotEqual(first.OutputJson, AgentCaller.Call("pay", "balance", "{}", user: "local:b").OutputJson);
        Assert.Contains("\"simulated\":true", first.OutputJson, StringComparison.Ordinal);
        Assert.Contains("模拟", first.Say!.Zh, StringComparison.Ordinal);
        Assert.Contains("simulated", first.Say.En, StringComparison.Ordinal);
    }
}
