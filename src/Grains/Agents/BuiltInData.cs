using OrleansAgents.Grains.Agents.Grocery;
using OrleansAgents.Grains.Agents.Maps;
using OrleansAgents.Grains.Agents.Shopping;
using OrleansAgents.Grains.Agents.Travel;

namespace OrleansAgents.Grains.Agents;

/// <summary>All data of the built-in agents, read once.</summary>
internal sealed record BuiltInData(PlaceCatalog Places, GroceryCatalog Groceries, ShopCatalog Shops, TravelCatalog Travel)
{
    /// <summary>Reads the tables that are part of the program.</summary>
    /// <exception cref="AgentDataException">A line is wrong; the text names it.</exception>
    public static BuiltInData Load()
    {
        var places = PlaceCatalog.Load();
        return new BuiltInData(places, GroceryCatalog.Load(), ShopCatalog.Load(), TravelCatalog.Load(places));
    }
}
