using System.Text.Json;

namespace OrleansAgents.Grains.Agents.Shopping;

/// <summary>The shopping agent: searches, recommends and compares in a simulated catalogue. It orders nothing.</summary>
internal sealed class ShoppingAgent(ShopCatalog catalog) : IAgentHandler
{
    /// <summary>Products in an answer.</summary>
    private const int ProductsMax = 6, RecommendedMax = 3, OffersMax = 12;

    private const int PeopleMax = 1_000;

    /// <inheritdoc/>
    public string Agent => "shopping";

    /// <inheritdoc/>
    public ValueTask<SkillReply> InvokeAsync(SkillContext context, JsonElement arguments, CancellationToken cancellationToken)
        => ValueTask.FromResult(context.Skill switch
        {
            "search" => Search(context, arguments),
            "recommend" => Recommend(context, arguments),
            "compare" => Compare(context, arguments),
            _ => AgentReplies.Unknown(Agent, context.Skill),
        });

    private SkillReply Search(SkillContext context, JsonElement arguments)
    {
        if (arguments.People("people", PeopleMax, out var people) is { } refused)
        {
            return refused;
        }

        var chinese = context.IsChinese();
        var query = arguments.Text("query") ?? "";
        var kind = KindOf(arguments, query);
        var offers = Offers(kind, query);
        if (offers.Count == 0)
        {
            return NothingLike(query, chinese);
        }

        var isShared = arguments.TryGetProperty("people", out _);
        var budget = arguments.Budget("budget");
        var within = offers.Where(offer => budget is null || offer.Final * (isShared ? people : 1) <= budget).ToList();
        var shown = (within.Count > 0 ? within.OrderByDescending(offer => Mentions(offer.Product, query)).ThenByDescending(static offer => offer.Product.Rating) : offers.OrderBy(static offer => offer.Final).Take(1))
            .Take(ProductsMax).ToList();
        var each = shown[0].Final;
        var over = within.Count == 0 ? (each * (isShared ? people : 1)) - budget!.Value : 0;
        ProductsOutput output = new(kind?.Name(chinese), [.. shown.Select(offer => View(offer, chinese))], isShared ? people : null, isShared ? Money.Yuan(each * people) : Money.Yuan(each), Note(chinese));
        return AgentReplies.Done("products", output, ShoppingJsonContext.Answers.ProductsOutput, new LocalizedText(
            $"{(over > 0 ? $"都超出预算，最便宜的也多 {over.Yuan()}：" : "找到")}{string.Join("；", shown.Take(3).Select(static offer => $"{offer.Product.Zh} {offer.Final.Yuan()}（{offer.Shop.Zh}）"))}{(isShared && people > 1 ? $"；{people} 份共 {(each * people).Yuan()}" : "")}（模拟商品）。",
            $"{(over > 0 ? $"All are over the budget, the cheapest by {over.Yuan()}: " : "")}{string.Join("; ", shown.Take(3).Select(static offer => $"{offer.Product.En} for {offer.Final.Yuan()} ({offer.Shop.En})"))}{(isShared && people > 1 ? $"; {(each * people).Yuan()} for {people}" : "")} (simulated goods)."));
    }

    private SkillReply Recommend(SkillContext context, JsonElement arguments)
    {
        var chinese = context.IsChinese();
        var kind = KindOf(arguments, "");
        var budget = arguments.Budget("budget");
        Taste taste = new(arguments.TryGetProperty("preferences", out var preferences) ? preferences : default);
        var ranked = Offers(kind, "")
            .Where(offer => budget is null || offer.Final <= budget)
            .Select(offer => (Offer: offer, Taste: taste.Of(offer.Product, chinese)))
            .Where(static entry => !entry.Taste.Against)
            .OrderByDescending(static entry => entry.Taste.For.Count)
            .ThenByDescending(static entry => entry.Offer.Product.Rating)
            .ThenBy(static entry => entry.Offer.Final)
            .DistinctBy(entry => kind is null ? entry.Offer.Product.Kind : entry.Offer.Product.Id)
            .Take(RecommendedMax)
            .ToList();
        if (ranked.Count == 0)
        {
            return AgentReplies.NotFound("按你的条件没有可以推荐的商品。", "Nothing fits what you asked for.");
        }

        var isByTaste = ranked[0].Taste.For.Count > 0;
        ProductsOutput output = new(kind?.Name(chinese), [.. ranked.Select(entry => View(entry.Offer, chinese) with { Why = Why(entry.Taste.For, chinese) })], null, null, Note(chinese));
        return AgentReplies.Done("products", output, ShoppingJsonContext.Answers.ProductsOutput, new LocalizedText(
            $"{(isByTaste ? "按你的喜好" : "你还没告诉过我相关的喜好，先按评分")}推荐：{string.Join("；", ranked.Select(static entry => $"{entry.Offer.Product.Zh} {entry.Offer.Final.Yuan()}{(entry.Taste.For.Count > 0 ? $"（{string.Join("、", entry.Taste.For)}）" : "")}"))}（模拟商品）。",
            $"{(isByTaste ? "By what you like" : "You have told me no taste that helps, so by rating")}: {string.Join("; ", ranked.Select(static entry => $"{entry.Offer.Product.En} for {entry.Offer.Final.Yuan()}{(entry.Taste.For.Count > 0 ? $" ({string.Join(", ", entry.Taste.For)})" : "")}"))} (simulated goods)."));
    }

    private SkillReply Compare(SkillContext context, JsonElement arguments)
    {
        var chinese = context.IsChinese();
        var name = arguments.Text("kind") ?? "";
        if (catalog.FindKind(name) is not { } kind)
        {
            return NothingLike(name, chinese);
        }

        var budget = arguments.Budget("budget");
        var offers = catalog.Products.Where(product => product.Kind == kind.Id).SelectMany(catalog.OffersOf)
            .OrderBy(offer => budget is { } most && offer.Final > most).ThenBy(static offer => offer.Final).ThenBy(static offer => offer.Product.Id, StringComparer.Ordinal).Take(OffersMax).ToList();
        var best = offers[0];
        ComparisonOutput output = new(
            kind.Name(chinese),
            [.. offers.Select(offer => new OfferView(
                offer.Product.Id, offer.Product.Name(chinese), offer.Shop.Name(chinese), Money.Yuan(offer.Price), Money.Yuan(offer.Product.OwnPrice),
                offer.Coupon is { } coupon ? chinese ? coupon.Zh : coupon.En : null, Money.Yuan(offer.Off), Money.Yuan(offer.Final), null))],
            $"{best.Product.Name(chinese)} · {best.Shop.Name(chinese)}", true, Note(chinese));
        var own = best.Product.OwnPrice - best.Final;
        return AgentReplies.Done("comparison", output, ShoppingJsonContext.Answers.ComparisonOutput, new LocalizedText(
            $"{kind.ZhNames[0]}比价：最便宜的是{best.Product.Zh}，{best.Shop.Zh} {best.Price.Yuan()}{(best.Coupon is { } used ? $"，用券（{used.Zh}）后 {best.Final.Yuan()}" : "")}；品牌自营价 {best.Product.OwnPrice.Yuan()}，{(own >= 0 ? $"便宜 {own.Yuan()}" : $"自营反而便宜 {(-own).Yuan()}")}。共比较 {offers.Count} 个报价（模拟价格）。",
            $"Cheapest of {offers.Count} offers for {kind.EnNames[0]}: {best.Product.En} at {best.Shop.En} for {best.Price.Yuan()}{(best.Coupon is { } taken ? $", {best.Final.Yuan()} with the coupon ({taken.En})" : "")}; the maker's own shop asks {best.Product.OwnPrice.Yuan()}, {(own >= 0 ? $"{own.Yuan()} more" : $"{(-own).Yuan()} less")} (simulated prices)."));
    }

    private ProductKind? KindOf(JsonElement arguments, string query) => arguments.Text("kind") is { } kind ? catalog.FindKind(kind) : query.Length > 0 ? catalog.FindKind(query) : null;

    /// <summary>Each product at its cheapest shop: those of a kind, or those whose names and tags the words hold, or all if nothing is asked for.</summary>
    private List<Offer> Offers(ProductKind? kind, string query)
        => [.. catalog.Products
            .Where(product => kind is null ? query.Length == 0 || Mentions(product, query) > 0 : product.Kind == kind.Id)
            .Select(product => catalog.OffersOf(product)[0])];

    /// <summary>How many of a product's tags the words name.</summary>
    private static int Mentions(Product product, string query) => product.TagsZh.Concat(product.TagsEn).Count(tag => query.Contains(tag, StringComparison.OrdinalIgnoreCase));

    private SkillReply NothingLike(string query, bool chinese)
    {
        var kinds = catalog.Kinds.Take(8).Select(kind => kind.Name(chinese));
        return AgentReplies.NotFound(
            $"模拟目录里没有“{AgentReplies.Quoted(query)}”这类商品；有：{string.Join("、", kinds)}等。", $"The simulated catalogue has nothing like \"{AgentReplies.Quoted(query)}\"; it has {string.Join(", ", kinds)} and more.");
    }

    private static ProductView View(Offer offer, bool chinese) => new(
        offer.Product.Id, offer.Product.Name(chinese), offer.Product.Kind, offer.Shop.Name(chinese), Money.Yuan(offer.Final), offer.Off > 0 ? Money.Yuan(offer.Price) : null,
        offer.Product.Rating, chinese ? offer.Product.TagsZh : offer.Product.TagsEn);

    private static string? Why(IReadOnlyList<string> liked, bool chinese)
        => liked.Count == 0 ? null : chinese ? $"因为你喜欢：{string.Join("、", liked)}" : $"because you like: {string.Join(", ", liked)}";

    private static string Note(bool chinese) => chinese ? "商品、价格和优惠券均为模拟，尚未下单。" : "Goods, prices and coupons are simulated; nothing is ordered.";
}
