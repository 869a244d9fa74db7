using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OrleansAgents.Grains.Agents.Pay;

/// <summary>The pay agent: the balance of a demonstration wallet, and how a bill is split. It moves no money.</summary>
internal sealed class PayAgent : IAgentHandler
{
    /// <inheritdoc/>
    public string Agent => "pay";

    /// <inheritdoc/>
    public ValueTask<SkillReply> InvokeAsync(SkillContext context, JsonElement arguments, CancellationToken cancellationToken)
        => ValueTask.FromResult(context.Skill switch
        {
            "balance" => Balance(context),
            "split" => Split(arguments),
            _ => AgentReplies.Unknown(Agent, context.Skill),
        });

    private static SkillReply Balance(SkillContext context)
    {
        var chinese = context.IsChinese();
        var balance = OpeningBalance(context.User);
        var output = new BalanceOutput(
            Money.Yuan(balance), chinese ? "演示钱包" : "demonstration wallet", true, chinese ? "这是模拟余额，没有真实资金。" : "This balance is simulated; there is no real money.");
        return AgentReplies.Done("balance", output, PayJsonContext.Answers.BalanceOutput, new LocalizedText(
            $"演示钱包余额 {balance.Yuan()}（模拟数据，没有真实资金）。", $"Your demonstration wallet holds {balance.Yuan()} (simulated, no real money)."));
    }

    private static SkillReply Split(JsonElement arguments)
    {
        var money = arguments.GetProperty("amount");
        if ((money.Text("currency") ?? "CNY") is not "CNY" and var currency)
        {
            return AgentReplies.Invalid($"目前只能分摊人民币，收到的是 {AgentReplies.Quoted(currency)}。", $"Only yuan (CNY) can be split, not {AgentReplies.Quoted(currency)}.");
        }

        if (!money.GetProperty("amount").TryGetDecimal(out var amount) || amount is <= 0 or > BillSplit.AmountMax)
        {
            return AgentReplies.Invalid(
                $"金额要大于 0 且不超过 {BillSplit.AmountMax:0} 元，收到的是 {money.GetProperty("amount")}。",
                $"The amount must be more than 0 and at most {BillSplit.AmountMax:0} yuan; it is {money.GetProperty("amount")}.");
        }

        if (decimal.Round(amount, 2) != amount)
        {
            return AgentReplies.Invalid($"金额最多精确到分，收到的是 {Plain(amount)}。", $"The amount has parts of a fen: {Plain(amount)}; give at most two decimals.");
        }

        if (!arguments.GetProperty("people").TryGetInt32(out var people) || people is < 1 or > BillSplit.PeopleMax)
        {
            return AgentReplies.Invalid(
                $"人数要在 1 到 {BillSplit.PeopleMax} 之间，收到的是 {arguments.GetProperty("people")}。",
                $"The number of people must be 1 to {BillSplit.PeopleMax}; it is {arguments.GetProperty("people")}.");
        }

        var shares = BillSplit.Shares(amount, people);
        var output = new SplitOutput(Money.Yuan(amount), people, [.. shares.Select(static share => new ShareView(share.People, Money.Yuan(share.Each)))]);
        return AgentReplies.Done("split", output, PayJsonContext.Answers.SplitOutput, shares.Count == 1
            ? new LocalizedText($"{amount.Yuan()} 由 {people} 人平分，每人 {shares[0].Each.Yuan()}。", $"{amount.Yuan()} split among {people} is {shares[0].Each.Yuan()} each.")
            : new LocalizedText(
                $"{amount.Yuan()} 由 {people} 人分：{shares[0].People} 人各付 {shares[0].Each.Yuan()}，{shares[1].People} 人各付 {shares[1].Each.Yuan()}，合计正好。",
                $"{amount.Yuan()} split among {people}: {Payers(shares[0])}, {Payers(shares[1])}; it adds up exactly."));
    }

    private static string Payers((int People, decimal Each) share) => share.People == 1 ? $"one pays {share.Each.Yuan()}" : $"{share.People} pay {share.Each.Yuan()} each";

    /// <summary>The same for the same user, always: FNV-1a over the key, between 500 and 4,999.99 yuan. Good for showing what a balance looks like, and for nothing else.</summary>
    private static decimal OpeningBalance(string user)
    {
        var hash = 2166136261u;
        foreach (var octet in Encoding.UTF8.GetBytes(user))
        {
            hash = (hash ^ octet) * 16777619u;
        }

        return 500m + (hash % 450_000u / 100m);
    }

    private static string Plain(decimal amount) => amount.ToString(CultureInfo.InvariantCulture);
}
