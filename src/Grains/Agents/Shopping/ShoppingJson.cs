using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansAgents.Grains.Agents.Shopping;

/// <summary>A product in an answer, at its cheapest shop.</summary>
internal sealed record ProductView(string Id, string Name, string Kind, string Shop, Money Price, Money? ListPrice, decimal Rating, IReadOnlyList<string> Tags, string? Why = null);

/// <summary>The output of search and recommend.</summary>
internal sealed record ProductsOutput(string? Category, IReadOnlyList<ProductView> Products, int? People, Money? Total, string Note);

/// <summary>A product in one shop.</summary>
internal sealed record OfferView(string Product, string Name, string Shop, Money Price, Money ShopOwnPrice, string? Coupon, Money CouponOff, Money Final, string? Note);

/// <summary>The output of compare.</summary>
internal sealed record ComparisonOutput(string Category, IReadOnlyList<OfferView> Offers, string Best, bool Simulated, string Note);

[JsonSerializable(typeof(ProductsOutput))]
[JsonSerializable(typeof(ComparisonOutput))]
internal sealed partial class ShoppingJsonContext : JsonSerializerContext
{
    public static ShoppingJsonContext Answers { get; } = new(new JsonSerializerOptions(AgentReplies.Json));
}
