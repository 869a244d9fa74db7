using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansAgents.Grains.Agents.Grocery;
using OrleansAgents.Grains.Agents.Maps;
using OrleansAgents.Grains.Agents.Shopping;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Grains.Agents;

/// <summary>
/// The manifests of the agents that are part of the program: the file <c>manifest.json</c> of each agent's folder, with vocabularies made from the agent's data, so that no name is written twice.
/// </summary>
public static class BuiltInManifests
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads the manifests, ordered by id.</summary>
    /// <exception cref="ManifestException">A manifest breaks a rule.</exception>
    public static IReadOnlyList<AgentManifest> Load() => Load(BuiltInData.Load());

    internal static IReadOnlyList<AgentManifest> Load(BuiltInData data) =>
    [
        Read("Grocery", GroceryVocabularies(data.Groceries)),
        Read("Maps", MapsVocabularies(data.Places)),
        Read("Memory", []),
        Read("Mobility", []),
        Read("Pay", []),
        Read("Shopping", ShoppingVocabularies(data.Shops)),
        Read("Travel", TravelVocabularies()),
    ];

    private static AgentManifest Read(string folder, IReadOnlyList<Vocabulary> vocabularies)
    {
        var manifest = ManifestJson.Read(AgentData.Text($"{folder}/manifest.json")) with { Vocabularies = vocabularies };
        ManifestCheck.Check(manifest);
        return manifest;
    }

    private static IReadOnlyList<Vocabulary> MapsVocabularies(PlaceCatalog places) =>
    [
        new Vocabulary(Semantics.Place, PlaceTerms(places)),
        new Vocabulary("PlaceCategory", [.. PlaceCategories.All.Select(static category => new VocabularyTerm(Text(category.Id), category.ZhNames, category.EnNames))]),
        new Vocabulary("TravelMode", [.. Maps.Travel.Modes.Select(static mode => new VocabularyTerm(Text(mode.Id), mode.ZhNames, mode.EnNames))]),
    ];

    /// <summary>
    /// Cities of one name that are about as well known, judged by how many places of theirs the map has: then a person is asked. Of other places the one that is near to the rest of the words is meant.
    /// </summary>
    private static IReadOnlyList<string>? CitiesToChooseFrom(PlaceCatalog places, string name)
    {
        const int MuchBetterKnown = 3;
        var cities = places.Named(name);
        if (cities.Count < 2 || cities.Any(static place => place.Category != "city"))
        {
            return null;
        }

        var known = cities.Select(city => places.Places.Count(place => place.CityId == city.Id)).OrderDescending().ToList();
        return known[0] >= MuchBetterKnown * known[1] ? null : [.. cities.Select(static city => city.Zh)];
    }

    /// <summary>A name that several places have means none of them yet: its value is the name alone, and the agent finds out which one is meant.</summary>
    private static List<VocabularyTerm> PlaceTerms(PlaceCatalog places)
    {
        var shared = places.Places
            .SelectMany(static place => place.Names.Select(NameIndex<MapPlace>.Fold).Distinct())
            .CountBy(static name => name)
            .Where(static pair => pair.Value > 1)
            .Select(static pair => pair.Key)
            .ToHashSet(StringComparer.Ordinal);
        var own = places.Places
            .Select(place => (Place: place, Names: place.Names.Where(name => !shared.Contains(NameIndex<MapPlace>.Fold(name))).ToList()))
            .Where(static entry => entry.Names.Count > 0)
            .Select(static entry => Term(Reference(entry.Place.Id, entry.Place.Zh), entry.Names));
        var several = places.Places
            .SelectMany(static place => place.Names)
            .Where(name => shared.Contains(NameIndex<MapPlace>.Fold(name)))
            .DistinctBy(NameIndex<MapPlace>.Fold)
            .Select(name => Term(Reference(null, name), [name]) with { OneOf = CitiesToChooseFrom(places, name) });
        return [.. own, .. several];
    }

    private static IReadOnlyList<Vocabulary> GroceryVocabularies(GroceryCatalog groceries) =>
    [
        new Vocabulary(Semantics.Dish, [.. groceries.Dishes.Select(static dish => Term(Reference(dish.Id, dish.Zh), dish.Names))]),
        new Vocabulary("Ingredient", [.. groceries.Goods.Select(static good => Term(Reference(good.Id, good.Zh), good.Names))]),
        new Vocabulary("Cuisine", [.. Cuisine.All.Select(static cuisine => new VocabularyTerm(Reference(cuisine.Id, cuisine.Zh), cuisine.ZhNames, cuisine.EnNames))]),
    ];

    private static IReadOnlyList<Vocabulary> ShoppingVocabularies(ShopCatalog shops) =>
        [new Vocabulary("ProductKind", [.. shops.Kinds.Select(static kind => new VocabularyTerm(Text(kind.Id), kind.ZhNames, kind.EnNames))])];

    /// <summary>Numbers of nights as people say them.</summary>
    private static IReadOnlyList<Vocabulary> TravelVocabularies()
    {
        string[] zh = ["一", "两", "三", "四", "五", "六", "七"];
        string[] en = ["one", "two", "three", "four", "five", "six", "seven"];
        return
        [
            new Vocabulary("Nights", [.. Enumerable.Range(1, zh.Length).Select(count => new VocabularyTerm(
                Element(JsonValue.Create(count)), [$"{zh[count - 1]}晚", $"{count}晚", $"{count} 晚"], count == 1 ? ["one night", "1 night", "a night"] : [$"{en[count - 1]} nights", $"{count} nights"]))]),
        ];
    }

    private static VocabularyTerm Term(JsonElement value, IEnumerable<string> names)
    {
        var byLanguage = names.Distinct(StringComparer.OrdinalIgnoreCase).ToLookup(static name => name.All(static character => character < '\u2E80'));
        return new VocabularyTerm(value, [.. byLanguage[false]], [.. byLanguage[true]]);
    }

    private static JsonElement Reference(string? id, string name)
    {
        var reference = new JsonObject { ["name"] = name };
        if (id is not null)
        {
            reference.Insert(0, "id", id);
        }

        return Element(reference);
    }

    private static JsonElement Text(string value) => Element(JsonValue.Create(value));

    private static JsonElement Element(JsonNode node)
    {
        using var document = JsonDocument.Parse(node.ToJsonString(Relaxed));
        return document.RootElement.Clone();
    }
}
