using System.Text.Json;

namespace OrleansAgents.Grains.Agents.Grocery;

/// <summary>Prices a list of items in the simulated shop: packs, sums, delivery, and whether it comes in time.</summary>
internal sealed class QuoteSkill(GroceryCatalog catalog)
{
    /// <summary>Packs of one item: more is a restaurant's order, and no shop round the corner has it.</summary>
    private const int PacksMax = 200;

    public SkillReply Invoke(SkillContext context, JsonElement arguments)
    {
        DateTimeOffset? deadline = null;
        if (arguments.TryGetProperty("deliverBy", out var window))
        {
            if (!Delivery.TryReadDeadline(window, context.TimeZone, out var read))
            {
                return AgentReplies.Invalid("送达时间读不懂，请用类似 2026-11-22T19:00:00+08:00 的写法。", "The time of delivery cannot be read; write it like 2026-11-22T19:00:00+08:00.");
            }

            deadline = read;
        }

        var chinese = context.IsChinese();
        var (wanted, pantry, missing) = Sort(arguments.GetProperty("items"), chinese);
        if (wanted.Count == 0)
        {
            return pantry.Count > 0
                ? AgentReplies.Invalid("清单里只有家中常备的调料，没有需要购买的东西。", "The list holds only what most kitchens have; there is nothing to buy.")
                : AgentReplies.NotFound($"模拟商店里没有：{string.Join("、", missing.Take(5))}。", $"The simulated shop has none of these: {string.Join(", ", missing.Take(5))}.");
        }

        var cart = Cart.Of(catalog, wanted);
        if (cart.Lines.FirstOrDefault(static line => line.Packs > PacksMax) is { } large)
        {
            return AgentReplies.Invalid(
                $"{large.Product.Good.Zh}要 {large.Packs} 份，单次最多 {PacksMax} 份，请减少数量。",
                $"{large.Packs} packs of {large.Product.Good.En} are wanted; an order has at most {PacksMax} of one product, so ask for less.");
        }

        var delivery = Delivery.Estimate(context, deadline);
        return AgentReplies.Done("cart", View(cart, delivery, pantry, missing, chinese), GroceryJsonContext.Answers.CartOutput, Say(cart, delivery, missing, arguments.Budget("budget")));
    }

    /// <summary>What the shop has, what most kitchens have, and what is left over.</summary>
    private (List<Wanted> Wanted, List<string> Pantry, List<string> Missing) Sort(JsonElement items, bool chinese)
    {
        var (wanted, pantry, missing) = (new List<Wanted>(), new List<string>(), new List<string>());
        foreach (var item in items.EnumerateArray())
        {
            var name = item.Text("name") ?? item.Text("id") ?? "";
            var good = catalog.FindGood(item.Text("id"), name);
            if (good is null || catalog.ProductsOf(good).Count == 0)
            {
                missing.Add(AgentReplies.Quoted(name));
            }
            else if (item.TryGetProperty("pantry", out var has) && has.ValueKind == JsonValueKind.True)
            {
                pantry.Add(good.Name(chinese));
            }
            else
            {
                wanted.Add(Want(good, item));
            }
        }

        return (wanted, pantry, missing);
    }

    private static Wanted Want(Good good, JsonElement item)
    {
        var quantity = item.TryGetProperty("quantity", out var number) ? number.GetDecimal() : 1;
        return Units.InUnitOf(good, quantity, item.Text("unit")) is { } measured ? new Wanted(good, measured, 0) : new Wanted(good, null, (int)Math.Ceiling(quantity));
    }

    private CartOutput View(Cart cart, Delivery delivery, IReadOnlyList<string> pantry, IReadOnlyList<string> missing, bool chinese) => new(
        chinese ? "邻里鲜（模拟）" : "Neighbour Fresh (simulated)",
        [.. cart.Lines.Select(line => new LineView(
            line.Product.Id, line.Product.Good.Name(chinese), line.Product.Pack(chinese), Needed(line, chinese), line.Packs, Money.Yuan(line.Product.Price), Money.Yuan(line.Total)))],
        pantry, missing, Money.Yuan(cart.Goods), Money.Yuan(cart.DeliveryFee), Money.Yuan(cart.Total), Money.Yuan(Cart.MinimumOrder),
        cart.TopUp == 0 ? null : new TopUpView(
            Money.Yuan(cart.TopUp),
            [.. cart.Suggestions(catalog).Select(product => new SuggestionView(product.Id, product.Good.Name(chinese), product.Pack(chinese), Money.Yuan(product.Price)))]),
        new DeliveryView(Delivery.Minutes, delivery.Earliest, delivery.Deadline, delivery.InTime, delivery.Slot?.From, delivery.Slot?.To),
        true,
        chinese ? "价格、库存和配送均为模拟，尚未下单。" : "Prices, stock and delivery are simulated; nothing has been ordered.");

    private static string Needed(CartLine line, bool chinese)
    {
        var containers = line.Wanted.Packs > 0 ? $"{line.Wanted.Packs} {(chinese ? line.Product.ContainerZh : line.Product.ContainerEn)}" : null;
        var measured = line.Wanted.Quantity is { } quantity ? Units.Display(quantity, line.Product.Good.Unit, chinese) : null;
        return containers is null ? measured! : measured is null ? containers : $"{measured} + {containers}";
    }

    private LocalizedText Say(Cart cart, Delivery delivery, List<string> missing, decimal? budget)
    {
        var zh = $"共 {cart.Lines.Count} 种商品 {cart.Goods.Yuan()}，{(cart.DeliveryFee == 0 ? "免配送费" : $"配送费 {cart.DeliveryFee.Yuan()}")}，合计 {cart.Total.Yuan()}（模拟价格）。";
        var en = $"{cart.Lines.Count} products for {cart.Goods.Yuan()}, {(cart.DeliveryFee == 0 ? "free delivery" : $"delivery {cart.DeliveryFee.Yuan()}")}, {cart.Total.Yuan()} in all (simulated prices).";
        if (budget is { } most)
        {
            var rest = most - cart.Total;
            zh += rest >= 0 ? $"在预算 {most.Yuan()} 以内。" : $"超出预算 {(-rest).Yuan()}。";
            en += rest >= 0 ? $" That is within {most.Yuan()}." : $" That is {(-rest).Yuan()} over the budget.";
        }

        if (cart.TopUp > 0)
        {
            var first = cart.Suggestions(catalog) is [var nearest, ..] ? nearest : null;
            zh += $"还差 {cart.TopUp.Yuan()} 到起送价 {Cart.MinimumOrder.Yuan()}{(first is null ? "" : $"，可以加一份{first.Good.Zh}（{first.Price.Yuan()}）")}。";
            en += $" {cart.TopUp.Yuan()} is missing to the minimum order of {Cart.MinimumOrder.Yuan()}{(first is null ? "" : $"; {first.Good.En} for {first.Price.Yuan()} would do")}.";
        }

        if (missing.Count > 0)
        {
            zh += $"没有找到：{string.Join("、", missing)}。";
            en += $" Not in the shop: {string.Join(", ", missing)}.";
        }

        return new LocalizedText(zh + SayWhen(delivery, true), $"{en} {SayWhen(delivery, false)}");
    }

    private static string SayWhen(Delivery delivery, bool chinese)
    {
        var earliest = delivery.Earliest;
        if (delivery.Deadline is not { } deadline)
        {
            return chinese ? $"现在下单预计 {Delivery.Clock(earliest, earliest, true)} 送到。" : $"Ordered now, it would arrive at about {Delivery.Clock(earliest, earliest, false)}.";
        }

        var (by, now) = (Delivery.Clock(deadline, earliest, chinese), Delivery.Clock(earliest, deadline, chinese));
        if (delivery.Slot is { } slot)
        {
            var from = Delivery.Clock(slot.From, slot.From, chinese);
            var to = Delivery.Clock(slot.To, slot.From, chinese);
            return chinese
                ? $"{by} 前能送到：可安排 {from} 到 {to} 送达，最早 {now}。"
                : $"It can be there by {by}: brought between {from} and {to}, at the earliest at {now}.";
        }

        return (delivery.IsPast, chinese) switch
        {
            (true, true) => $"{by} 已经过了，最早 {now} 送到。",
            (true, false) => $"{by} has passed already; it would arrive at {now} at the earliest.",
            (false, true) => $"赶不上 {by}：最早 {now} 送到。",
            (false, false) => $"It cannot be there by {by}: it would arrive at {now} at the earliest.",
        };
    }
}
