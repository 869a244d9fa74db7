using System.Collections.Frozen;

namespace OrleansAgents.Grains.Agents.Maps;

/// <summary>The places of <c>places.csv</c>, and how people find them.</summary>
internal sealed class PlaceCatalog
{
    /// <summary>What people add to a name without meaning another place, longest first.</summary>
    private static readonly string[] Suffixes = ["railway station", "train station", "火车站", "高铁站", "风景区", "station", "airport", "景区", "市区", "附近", "站", "市"];

    private readonly FrozenDictionary<string, MapPlace> _byId;
    private readonly NameIndex<MapPlace> _names;

    private PlaceCatalog(IReadOnlyList<MapPlace> places)
    {
        Places = places;
        _byId = places.ToFrozenDictionary(static place => place.Id);
        _names = new NameIndex<MapPlace>(places, static place => place.Names);
        Cities = [.. places.Where(static place => place.Category == "city")];
    }

    /// <summary>All places, better known ones first among those of one name.</summary>
    public IReadOnlyList<MapPlace> Places { get; }

    public IReadOnlyList<MapPlace> Cities { get; }

    /// <summary>Reads the table that is part of the program.</summary>
    public static PlaceCatalog Load() => Read(AgentData.Table("Maps/places.csv"));

    /// <summary>Reads a table.</summary>
    /// <exception cref="AgentDataException">A line is wrong.</exception>
    public static PlaceCatalog Read(IEnumerable<DataRow> rows)
    {
        var places = new List<MapPlace>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var place = new MapPlace(
                row.Text("id"), row.Text("zh"), row.Text("en"), row.List("aliases"), row.Text("city"), row.Text("category"), row.Number("latitude", 18, 54), row.Number("longitude", 73, 135.1m), row.Text("source"));
            if (!ids.Add(place.Id))
            {
                throw row.Wrong("id", $"it is '{place.Id}', as in an earlier line; ids are unique");
            }

            if (PlaceCategories.Find(place.Category) is null)
            {
                throw row.Wrong("category", $"it is '{place.Category}'; it is one of {string.Join(", ", PlaceCategories.All.Select(static category => category.Id))}");
            }

            if (!ids.Contains(place.CityId))
            {
                throw row.Wrong("city", $"it is '{place.CityId}', which no earlier line has as its id; a city stands before its places");
            }

            places.Add(place);
        }

        return new PlaceCatalog(places);
    }

    /// <summary>A place by its id.</summary>
    public MapPlace? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The city of a place.</summary>
    public MapPlace CityOf(MapPlace place) => _byId[place.CityId];

    /// <summary>
    /// The places that a name means: several if several are called so. "杭州西湖", "West Lake, Hangzhou" and "West Lake in Hangzhou" mean the one of that city.
    /// </summary>
    public IReadOnlyList<MapPlace> Named(string name)
    {
        if (_names.Named(name) is { Count: > 0 } exact)
        {
            return exact;
        }

        if (WithCity(name) is { Count: > 0 } ofCity)
        {
            return ofCity;
        }

        var folded = NameIndex<MapPlace>.Fold(name);
        foreach (var suffix in Suffixes)
        {
            if (folded.Length > suffix.Length && folded.EndsWith(suffix, StringComparison.Ordinal) && _names.Named(folded[..^suffix.Length]) is { Count: > 0 } shorter)
            {
                return shorter;
            }
        }

        return folded.StartsWith("the ", StringComparison.Ordinal) ? Named(folded[4..]) : Within(name, folded);
    }

    /// <summary>The places whose names hold a part, such as 东站.</summary>
    public IReadOnlyList<MapPlace> WithPart(string part) => [.. _names.WithPart(part)];

    /// <summary>The places that a sentence names. A city that only says where another of them is does not count.</summary>
    public IReadOnlyList<MapPlace> In(string sentence)
    {
        var named = _names.In(sentence);
        var cities = named.SelectMany(static entry => entry.Things).Where(static place => place.Category == "city").Select(static place => place.Id).ToHashSet(StringComparer.Ordinal);
        var others = named.Select(static entry => entry.Things).Where(static things => things[0].Category != "city").ToList();
        if (others.Count == 0)
        {
            return [.. named.SelectMany(static entry => entry.Things).Distinct()];
        }

        return [.. others.SelectMany(things => things.Where(place => cities.Contains(place.CityId)) is var here && here.Any() ? here : things).Distinct()];
    }

    /// <summary>The places whose names are most like one that nothing has.</summary>
    public IReadOnlyList<MapPlace> Like(string name) => _names.Like(name);

    /// <summary>"我在杭州东站这边" means the station: one place is named, and most of the words are its name. A city does not count, since "Hangzhou Zoo" is not Hangzhou.</summary>
    private IReadOnlyList<MapPlace> Within(string name, string folded)
        => _names.In(name) is [var only] && only.Things[0].Category != "city" && only.Name.Length * 2 >= folded.Length ? only.Things : [];

    private List<MapPlace> WithCity(string name)
    {
        var named = _names.In(name);
        var cities = named.SelectMany(static entry => entry.Things).Where(static place => place.Category == "city").Select(static place => place.Id).ToHashSet(StringComparer.Ordinal);
        var others = named.Where(static entry => entry.Things[0].Category != "city").ToList();
        var rest = named.Sum(static entry => entry.Name.Length);
        // What the names leave over must be no more than "in", a comma or "的": otherwise another place is meant.
        return others.Count == 1 && cities.Count > 0 && NameIndex<MapPlace>.Fold(name).Length - rest <= 4
            ? [.. others[0].Things.Where(place => cities.Contains(place.CityId))]
            : [];
    }
}
