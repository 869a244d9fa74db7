namespace OrleansAgents.Grains.Agents.Maps;

/// <summary>A place of the map.</summary>
/// <param name="Id">Unique.</param>
/// <param name="Zh">Its Chinese name.</param>
/// <param name="En">Its English name.</param>
/// <param name="Aliases">What it is called besides.</param>
/// <param name="CityId">The id of its city; a city's own id for a city.</param>
/// <param name="Category">One of <see cref="PlaceCategories"/>.</param>
/// <param name="Latitude">WGS84 degrees, right to a few hundred metres.</param>
/// <param name="Longitude">WGS84 degrees.</param>
/// <param name="Source">Where the place can be looked up.</param>
internal sealed record MapPlace(
    string Id, string Zh, string En, IReadOnlyList<string> Aliases, string CityId, string Category, decimal Latitude, decimal Longitude, string Source)
{
    /// <summary>The mean radius of the earth in metres (IUGG).</summary>
    private const double EarthRadiusMeters = 6_371_008.8;

    /// <summary>All that it is called.</summary>
    public IEnumerable<string> Names => [Zh, En, .. Aliases];

    /// <summary>Its name in a language.</summary>
    public string Name(bool chinese) => chinese ? Zh : En;

    /// <summary>Metres on a great circle (haversine formula).</summary>
    public int MetersTo(MapPlace other)
    {
        var (latitude, otherLatitude) = (double.DegreesToRadians((double)Latitude), double.DegreesToRadians((double)other.Latitude));
        var haversine = Square(Math.Sin((otherLatitude - latitude) / 2))
            + (Math.Cos(latitude) * Math.Cos(otherLatitude) * Square(Math.Sin(double.DegreesToRadians((double)(other.Longitude - Longitude)) / 2)));
        return (int)Math.Round(2 * EarthRadiusMeters * Math.Asin(Math.Min(1, Math.Sqrt(haversine))));
    }

    private static double Square(double value) => value * value;
}

/// <summary>Kinds of places, and what people call them.</summary>
internal static class PlaceCategories
{
    /// <summary>Id, names, and how far "nearby" reaches in metres: a person walks or rides to a sight, and drives to another city.</summary>
    public static IReadOnlyList<PlaceCategory> All { get; } =
    [
        new("city", "城市", "city", ["城市", "周边城市", "附近的城市"], ["city", "cities", "towns"], 300_000),
        new("station", "火车站", "railway station", ["火车站", "高铁站", "车站", "动车站"], ["railway station", "train station", "railway stations", "train stations", "station", "stations"], 60_000),
        new("airport", "机场", "airport", ["机场", "飞机场"], ["airport", "airports"], 120_000),
        new("sight", "景点", "sight", ["景点", "名胜", "古迹", "景区", "好玩的", "旅游景点"], ["sight", "sights", "attraction", "attractions", "things to see", "sightseeing"], 40_000),
        new("museum", "博物馆", "museum", ["博物馆", "博物院"], ["museum", "museums"], 40_000),
        new("park", "公园", "park", ["公园", "湿地公园"], ["park", "parks"], 40_000),
        new("university", "大学", "university", ["大学", "高校", "校园"], ["university", "universities", "campus", "college", "colleges"], 40_000),
        new("business", "商圈", "shopping district", ["商圈", "商业区", "步行街", "逛街的地方", "购物的地方"], ["shopping district", "shopping area", "shopping street", "downtown", "shopping"], 30_000),
    ];

    /// <summary>A category by its id.</summary>
    public static PlaceCategory? Find(string id) => All.FirstOrDefault(category => category.Id == id);
}

/// <summary>A kind of places.</summary>
internal sealed record PlaceCategory(string Id, string Zh, string En, IReadOnlyList<string> ZhNames, IReadOnlyList<string> EnNames, int NearbyMeters);
