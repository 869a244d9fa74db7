namespace OrleansAgents.Grains.Agents.Maps;

/// <summary>
/// Estimates of ways and times from straight distances: there is no road network here. Roads and rails are longer than the straight line by a factor (the detour), and have typical speeds.
/// The figures are round ones for Chinese cities and for trains and motorways between them; answers say that they are estimates.
/// </summary>
internal static class Travel
{
    /// <summary>Beyond this many metres in a straight line people leave the city: trains and motorways.</summary>
    private const int BetweenCitiesMeters = 50_000;

    /// <summary>Metres of a way within a city that lead through streets with lights; what is left of it is on ring roads, motorways and fast lines.</summary>
    private const int StreetsMeters = 12_000;

    /// <summary>Metres that people walk without being asked to: three quarters of an hour.</summary>
    private const int WalkOfferedMeters = 3_500;

    /// <summary>Metres in a straight line beyond which no ride is estimated.</summary>
    public const int RideMetersMax = 200_000;

    /// <summary>Ways to travel, and what people call them.</summary>
    public static IReadOnlyList<TravelMode> Modes { get; } =
    [
        new("walk", "步行", "on foot", ["步行", "走路", "走过去", "徒步"], ["on foot", "walk", "walking"]),
        new("drive", "驾车", "by car", ["开车", "驾车", "自驾"], ["drive", "driving", "by car"]),
        new("transit", "公共交通", "by public transport", ["公交", "地铁", "公共交通", "坐车", "高铁"], ["public transport", "transit", "metro", "subway", "by bus", "by train"]),
    ];

    /// <summary>The ways that make sense over a distance, quickest first; or the one that was asked for.</summary>
    public static IReadOnlyList<TravelEstimate> Estimate(int straightMeters, string? mode)
    {
        if (mode is not null)
        {
            return [EstimateOne(straightMeters, mode)];
        }

        IEnumerable<string> offered = straightMeters <= WalkOfferedMeters ? ["walk", "drive", "transit"] : ["drive", "transit"];
        return [.. offered.Select(one => EstimateOne(straightMeters, one)).OrderBy(static estimate => estimate.Minutes)];
    }

    /// <summary>What a ride costs by the simulated tariff: 13 yuan with 3 kilometres in it, 2.40 for each further one, 0.45 a minute; from a tenth less to a fifth more as traffic has it.</summary>
    public static RideEstimate EstimateRide(int straightMeters)
    {
        var drive = EstimateOne(straightMeters, "drive");
        var kilometers = drive.DistanceMeters / 1000m;
        var price = 13m + (2.40m * Math.Max(0, kilometers - 3)) + (0.45m * drive.Minutes);
        return new RideEstimate(drive with { Mode = "ride" }, Tenth(price * 0.9m), Tenth(price * 1.2m));
    }

    private static TravelEstimate EstimateOne(int straightMeters, string mode)
    {
        var far = straightMeters > BetweenCitiesMeters;
        // Detour in percent, kilometres an hour among streets and beyond them, and minutes that pass before and after: parking, waiting, the way to a station.
        var (detour, streets, beyond, extra) = mode switch
        {
            "walk" => (130, 4.8m, 4.8m, 0),
            "drive" => far ? (125, 85m, 85m, 20) : (130, 28m, 60m, 4),
            _ => far ? (120, 190m, 190m, 70) : (135, 22m, 45m, 9),
        };
        var meters = (int)(straightMeters * (long)detour / 100 / 10 * 10);
        var among = Math.Min(meters, StreetsMeters);
        return new TravelEstimate(mode, meters, (int)Math.Ceiling((among / 1000m / streets * 60) + ((meters - among) / 1000m / beyond * 60)) + extra);
    }

    private static decimal Tenth(decimal amount) => decimal.Round(amount, 1, MidpointRounding.AwayFromZero);
}

/// <summary>A way to travel.</summary>
internal sealed record TravelMode(string Id, string Zh, string En, IReadOnlyList<string> ZhNames, IReadOnlyList<string> EnNames);

/// <summary>How long a way is, in metres to ten, and how long it takes in minutes.</summary>
internal sealed record TravelEstimate(string Mode, int DistanceMeters, int Minutes);

/// <summary>A ride and what it costs, in yuan.</summary>
internal sealed record RideEstimate(TravelEstimate Way, decimal Low, decimal High);
