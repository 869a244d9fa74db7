using System.Text.Json;
using OrleansAgents.Grains.Agents.Maps;

namespace OrleansAgents.Grains.Agents.Mobility;

/// <summary>The mobility agent: when to leave, and what a group rides in. Everything is estimated; it calls no car.</summary>
internal sealed class MobilityAgent(PlaceCatalog places) : IAgentHandler
{
    /// <summary>People that vehicles are found for.</summary>
    private const int PeopleMax = 1_000;

    /// <summary>Kilometres that a hired vehicle drives in a day when nobody says where it begins.</summary>
    private const int DayKilometers = 60;

    /// <summary>Kinds of vehicles: seats for passengers, yuan for a day with a driver, yuan for each kilometre. Made up, near what hire firms of large cities ask.</summary>
    private static readonly (string Kind, string Zh, string En, int Seats, decimal Day, decimal Kilometer)[] Vehicles =
    [
        ("car", "小轿车", "car", 4, 260m, 2.2m),
        ("van", "商务车", "van", 6, 420m, 2.8m),
        ("minibus", "中巴", "minibus", 18, 850m, 4.5m),
        ("coach", "大巴", "coach", 45, 1_400m, 6.5m),
    ];

    /// <inheritdoc/>
    public string Agent => "mobility";

    /// <inheritdoc/>
    public ValueTask<SkillReply> InvokeAsync(SkillContext context, JsonElement arguments, CancellationToken cancellationToken)
        => ValueTask.FromResult(context.Skill switch
        {
            "leave_by" => LeaveBy(context, arguments),
            "group_ride" => GroupRide(context, arguments),
            _ => AgentReplies.Unknown(Agent, context.Skill),
        });

    private SkillReply LeaveBy(SkillContext context, JsonElement arguments)
    {
        if (FindNearest(arguments) is not ({ } origin, { } destination))
        {
            return UnknownOf(arguments);
        }

        if (context.Window(arguments, "arriveBy") is not { } window)
        {
            return AgentReplies.Invalid("到达时间读不懂，请说例如“下午三点”。", "The time of arrival cannot be read; say for example \"3 pm\".");
        }

        var now = TimeZoneInfo.ConvertTime(context.Now, context.TimeZone);
        var by = window.End;
        if (by <= now)
        {
            return AgentReplies.Invalid($"{by.DayText(true)} {by.Clock()} 已经过了。", $"{by.DayText(false)} {by.Clock()} has passed.");
        }

        var chinese = context.IsChinese();
        var spare = SpareMinutes(destination);
        var options = Maps.Travel.Estimate(origin.MetersTo(destination), arguments.Text("mode"))
            .Select(way => (Way: way, Leave: by.AddMinutes(-way.Minutes - spare)))
            .OrderByDescending(static option => option.Leave)
            .ToList();
        DeparturesOutput output = new(
            places.Full(origin, chinese), places.Full(destination, chinese), by.Iso(),
            [.. options.Select(option => new DepartureView(option.Way.Mode, Label(option.Way.Mode, chinese), option.Way.Minutes, spare, option.Leave.Iso(), option.Leave >= now))],
            chinese ? $"路上时间按直线距离估算，另留 {spare} 分钟。" : $"Times are estimated from the straight distance, with {spare} minutes to spare.");
        var late = options.TrueForAll(option => option.Leave < now);
        var zh = string.Join("，", options.Select(option => $"{Label(option.Way.Mode, true)} {option.Leave.Clock()} 出发（约 {option.Way.Minutes} 分钟）"));
        var en = string.Join(", ", options.Select(option => $"{option.Leave.Clock()} {Label(option.Way.Mode, false)} (about {option.Way.Minutes} min)"));
        return AgentReplies.Done("departures", output, MobilityJsonContext.Answers.DeparturesOutput, late
            ? new LocalizedText($"现在出发也赶不上 {by.Clock()} 到{places.Full(destination, true)}了：本来最晚要{zh}。", $"It is too late to reach {places.Full(destination, false)} by {by.Clock()}: the latest would have been {en}.")
            : new LocalizedText(
                $"要在{by.DayText(true)} {by.Clock()} 前从{places.Full(origin, true)}到{places.Full(destination, true)}，最晚：{zh}；已留出 {spare} 分钟余量（估算）。",
                $"To get from {places.Full(origin, false)} to {places.Full(destination, false)} by {by.Clock()} on {by.DayText(false)}, leave at the latest at {en}, with {spare} minutes to spare (estimates)."));
    }

    private SkillReply GroupRide(SkillContext context, JsonElement arguments)
    {
        var destinations = places.PlacesOf(arguments, "destination");
        if (destinations.Count == 0)
        {
            return places.Unknown(PlaceArguments.NameIn(arguments, "destination") ?? "");
        }

        if (arguments.People("people", PeopleMax, out var people) is { } refused)
        {
            return refused;
        }

        var (origin, destination) = arguments.TryGetProperty("origin", out _) ? FindNearest(arguments) : (places.CityOf(destinations[0]), destinations[0]);
        if (origin is null || destination is null)
        {
            return UnknownOf(arguments);
        }

        var day = context.Window(arguments, "when");
        if (day is { } told && told.End <= context.Now && told.Start.Date < TimeZoneInfo.ConvertTime(context.Now, context.TimeZone).Date)
        {
            return AgentReplies.Invalid($"{told.Start.DayText(true)}已经过去了，请换个日期。", $"{told.Start.DayText(false)} has passed; please give another day.");
        }

        var kilometers = Math.Max(DayKilometers, origin.MetersTo(destination) * 2 * 1.3m / 1000m);
        var offers = Vehicles
            .Select(vehicle => (Vehicle: vehicle, Count: (people + vehicle.Seats - 1) / vehicle.Seats, Each: decimal.Round(vehicle.Day + (vehicle.Kilometer * kilometers), 0)))
            .OrderBy(static offer => offer.Count * offer.Each)
            .ThenBy(static offer => offer.Count)
            .ToList();
        var chinese = context.IsChinese();
        var total = offers[0].Count * offers[0].Each;
        VehiclesOutput output = new(
            origin.Name(chinese), destination.Name(chinese), day?.Start.Day(), people,
            [.. offers.Select(offer => new VehicleView(
                offer.Vehicle.Kind, chinese ? offer.Vehicle.Zh : offer.Vehicle.En, offer.Vehicle.Seats, offer.Count, Money.Yuan(offer.Each), Money.Yuan(offer.Count * offer.Each)))],
            Money.Yuan(total), chinese ? "一天往返含司机，价格为模拟估算，尚未预订。" : "For a day there and back with a driver; simulated estimates, nothing is booked.");
        var over = arguments.Budget("budget") is { } budget && total > budget ? total - budget : 0;
        return AgentReplies.Done("vehicles", output, MobilityJsonContext.Answers.VehiclesOutput, new LocalizedText(
            $"{day?.Start.DayText(true)}{(day is null ? "" : "，")}{people} 人到{places.Full(destination, true)}：{string.Join("；", offers.Take(3).Select(offer => $"{offer.Count} 辆{offer.Vehicle.Zh}共 {(offer.Count * offer.Each).Yuan()}"))}，一天往返含司机（模拟价格）{(over > 0 ? $"，最便宜的也超出预算 {over.Yuan()}" : "")}。",
            $"For {people} to {places.Full(destination, false)}{(day is null ? "" : $" on {day.Value.Start.DayText(false)}")}: {string.Join("; ", offers.Take(3).Select(offer => $"{offer.Count} × {offer.Vehicle.En} for {(offer.Count * offer.Each).Yuan()}"))}, a day there and back with drivers (simulated){(over > 0 ? $"; the cheapest is {over.Yuan()} over the budget" : "")}."));
    }

    /// <summary>Minutes to be there before: at an airport for checks, at a station for the platform, elsewhere for what may come between.</summary>
    private static int SpareMinutes(MapPlace destination) => destination.Category switch
    {
        "airport" => 60,
        "station" => 20,
        _ => 10,
    };

    /// <summary>Where names mean several places, the pair that lies closest together.</summary>
    private (MapPlace? Origin, MapPlace? Destination) FindNearest(JsonElement arguments)
        => places.PlacesOf(arguments, "origin")
            .SelectMany(from => places.PlacesOf(arguments, "destination").Select(to => (From: from, To: to, Meters: from.MetersTo(to))))
            .OrderBy(static pair => pair.Meters)
            .Select(static pair => ((MapPlace?)pair.From, (MapPlace?)pair.To))
            .FirstOrDefault();

    private SkillReply UnknownOf(JsonElement arguments)
        => places.Unknown(PlaceArguments.NameIn(arguments, places.PlacesOf(arguments, "origin").Count == 0 ? "origin" : "destination") ?? "");

    private static string Label(string mode, bool chinese) => Maps.Travel.Modes.First(known => known.Id == mode) is var found && chinese ? found.Zh : found.En;
}
