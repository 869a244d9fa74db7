using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansAgents.Grains.Agents.Grocery;

/// <summary>A dish by name; the shapes of this file are shown in docs/cards.md.</summary>
internal sealed record DishRef(string Id, string Name);

/// <summary>An ingredient for all who eat.</summary>
internal sealed record ItemView(string Id, string Name, decimal Quantity, string Unit, string Display, bool Pantry);

/// <summary>The output of ingredients.</summary>
internal sealed record IngredientsOutput(DishRef Dish, int People, IReadOnlyList<ItemView> Items, string Method, string Note);

/// <summary>A line of a cart.</summary>
internal sealed record LineView(string Product, string Name, string Pack, string Needed, int Packs, Money UnitPrice, Money LineTotal);

/// <summary>What is missing to the minimum order.</summary>
internal sealed record TopUpView(Money Amount, IReadOnlyList<SuggestionView> Suggestions);

/// <summary>A product that would reach it.</summary>
internal sealed record SuggestionView(string Product, string Name, string Pack, Money UnitPrice);

/// <summary>When the order would come.</summary>
internal sealed record DeliveryView(int Minutes, DateTimeOffset Earliest, DateTimeOffset? Deadline, bool? InTime, DateTimeOffset? From, DateTimeOffset? To);

/// <summary>The output of quote.</summary>
internal sealed record CartOutput(
    string Shop, IReadOnlyList<LineView> Lines, IReadOnlyList<string> Pantry, IReadOnlyList<string> Missing,
    Money Goods, Money DeliveryFee, Money Total, Money MinimumOrder, TopUpView? TopUp, DeliveryView Delivery, bool Simulated, string Note);

/// <summary>A dish that was found.</summary>
internal sealed record DishView(string Id, string Name, string Cuisine, int Minutes, IReadOnlyList<string> Main);

/// <summary>The output of find_dish.</summary>
internal sealed record DishesOutput(string? Ingredient, string? Cuisine, IReadOnlyList<DishView> Dishes, string? Note);

[JsonSerializable(typeof(IngredientsOutput))]
[JsonSerializable(typeof(CartOutput))]
[JsonSerializable(typeof(DishesOutput))]
internal sealed partial class GroceryJsonContext : JsonSerializerContext
{
    public static GroceryJsonContext Answers { get; } = new(new JsonSerializerOptions(AgentReplies.Json));
}
