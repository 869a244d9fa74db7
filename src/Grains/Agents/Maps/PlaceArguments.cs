using System.Text.Json;

namespace OrleansAgents.Grains.Agents.Maps;

/// <summary>Reads the places among a skill's arguments, for every agent that has to do with places.</summary>
internal static class PlaceArguments
{
    /// <summary>The places that an argument can mean; none if it is absent or unknown.</summary>
    public static IReadOnlyList<MapPlace> PlacesOf(this PlaceCatalog catalog, JsonElement arguments, string property)
    {
        if (!arguments.TryGetProperty(property, out var place) || place.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        return place.Text("id") is { } id && catalog.Find(id) is { } known ? [known] : place.Text("name") is { } name ? catalog.Named(name) : [];
    }

    /// <summary>The name that an argument gives; null if it is absent.</summary>
    public static string? NameIn(JsonElement arguments, string property)
        => arguments.TryGetProperty(property, out var place) && place.ValueKind == JsonValueKind.Object ? place.Text("name") ?? place.Text("id") : null;

    /// <summary>Says that the map has no such place, and which ones it could have been.</summary>
    public static SkillReply Unknown(this PlaceCatalog catalog, string name)
    {
        var quoted = AgentReplies.Quoted(name);
        var like = catalog.Like(name);
        return like.Count == 0
            ? AgentReplies.NotFound($"我的地图上没有“{quoted}”。", $"My map has no \"{quoted}\".")
            : AgentReplies.NotFound(
                $"我的地图上没有“{quoted}”。是不是指{string.Join("、", like.Select(place => catalog.Full(place, true)))}？",
                $"My map has no \"{quoted}\". Did you mean {string.Join(", ", like.Select(place => catalog.Full(place, false)))}?");
    }

    /// <summary>Asks which of several cities of one name is meant; null if there is no doubt.</summary>
    public static SkillReply? AskWhichCity(this PlaceCatalog catalog, IReadOnlyList<MapPlace> places)
    {
        var cities = places.Select(catalog.CityOf).Distinct().ToList();
        return cities.Count < 2
            ? null
            : AgentReplies.Invalid(
                $"有 {cities.Count} 个城市叫这个名字：{string.Join("、", cities.Select(static city => $"{city.Zh}（{city.En}）"))}。请说明是哪一个。",
                $"{cities.Count} cities have this name: {string.Join(", ", cities.Select(static city => $"{city.En} ({city.Zh})"))}. Please say which one.");
    }

    /// <summary>The name with the city, unless the name says it.</summary>
    public static string Full(this PlaceCatalog catalog, MapPlace place, bool chinese)
    {
        var (name, city) = (place.Name(chinese), catalog.CityOf(place).Name(chinese));
        return name.Contains(city, StringComparison.OrdinalIgnoreCase) ? name : chinese ? $"{city}{name}" : $"{name} ({city})";
    }
}
