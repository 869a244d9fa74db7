using System.Globalization;
using System.Text.Json;

namespace OrleansAgents.Grains.Agents.Maps;

/// <summary>The maps agent: places and ways between them, all estimated from <c>places.csv</c>.</summary>
internal sealed class MapsAgent(PlaceCatalog catalog) : IAgentHandler
{
    /// <summary>Places in an answer: as many as a person reads.</summary>
    private const int PlacesMax = 10;

    /// <inheritdoc/>
    public string Agent => "maps";

    /// <inheritdoc/>
    public ValueTask<SkillReply> InvokeAsync(SkillContext context, JsonElement arguments, CancellationToken cancellationToken)
        => ValueTask.FromResult(context.Skill switch
        {
            "find_place" => FindPlace(context, arguments),
            "nearby" => Nearby(context, arguments),
            "route" => Route(context, arguments),
            "ride_estimate" => EstimateRide(context, arguments),
            _ => AgentReplies.Unknown(Agent, context.Skill),
        });

    private SkillReply FindPlace(SkillContext context, JsonElement arguments)
    {
        var named = PlacesOf(arguments, "place");
        if (named.Count == 0 && NameIn(arguments, "place") is { } name)
        {
            named = catalog.WithPart(name);
        }

        if (named.Count == 0 && arguments.Text("query") is { } query)
        {
            named = catalog.In(query);
        }

        if (named.Count == 0)
        {
            return NameIn(arguments, "place") is { } unknown
                ? UnknownPlace(unknown)
                : AgentReplies.NotFound("请说出要找的地点的名字，例如“西湖”或“杭州东站”。", "Please name the place to find, such as \"West Lake\" or \"Hangzhou East station\".");
        }

        var found = named.Take(PlacesMax).ToList();
        var output = new PlacesOutput(null, null, [.. found.Select(place => View(place, context.IsChinese()))], null);
        return AgentReplies.Done("places", output, MapsJsonContext.Answers.PlacesOutput, found.Count == 1
            ? Describe(found[0])
            : new LocalizedText($"找到 {found.Count} 个地点：{List(found, true)}。", $"There are {found.Count} places: {List(found, false)}."));
    }

    private SkillReply Nearby(SkillContext context, JsonElement arguments)
    {
        var candidates = PlacesOf(arguments, "near");
        if (candidates.Count == 0)
        {
            return UnknownPlace(NameIn(arguments, "near") ?? "");
        }

        var near = candidates[0];
        var category = arguments.Text("category") is { } id ? PlaceCategories.Find(id) : null;
        var found = catalog.Places
            .Where(place => place.Id != near.Id && (category is null ? place.Category != "city" : place.Category == category.Id))
            .Select(place => (Place: place, Meters: near.MetersTo(place)))
            .Where(entry => entry.Meters <= PlaceCategories.Find(entry.Place.Category)!.NearbyMeters)
            .OrderBy(static entry => entry.Meters)
            .ThenBy(static entry => entry.Place.Id, StringComparer.Ordinal)
            .Take(PlacesMax)
            .ToList();
        if (found.Count == 0)
        {
            return AgentReplies.NotFound($"我的地图上{near.Zh}附近没有{category?.Zh ?? "其他地点"}。", $"My map has no {category?.En ?? "other place"} near {near.En}.");
        }

        var chinese = context.IsChinese();
        var output = new PlacesOutput(
            View(near, chinese), category?.Id, [.. found.Select(entry => View(entry.Place, chinese) with { DistanceMeters = entry.Meters })], chinese ? "距离为直线距离。" : "Distances are straight lines.");
        var named = found.Take(3).ToList();
        return AgentReplies.Done("places", output, MapsJsonContext.Answers.PlacesOutput, new LocalizedText(
            $"{near.Zh}（{catalog.CityOf(near).Zh}）附近{(category is null ? "" : $"的{category.Zh}")}：{string.Join("、", named.Select(static entry => $"{entry.Place.Zh}（{Distance(entry.Meters, true)}）"))}{(found.Count > 3 ? $"等 {found.Count} 处" : "")}，距离为直线距离。",
            $"Near {near.En} ({catalog.CityOf(near).En}): {string.Join(", ", named.Select(static entry => $"{entry.Place.En} ({Distance(entry.Meters, false)})"))}{(found.Count > 3 ? $" and {found.Count - 3} more" : "")}, in straight lines."));
    }

    private SkillReply Route(SkillContext context, JsonElement arguments)
    {
        if (FindEnds(arguments, out var origin, out var destination) is { } problem)
        {
            return problem;
        }

        var straight = origin.MetersTo(destination);
        var options = Travel.Estimate(straight, arguments.Text("mode"));
        var chinese = context.IsChinese();
        var output = new RouteOutput(
            View(origin, chinese), View(destination, chinese), straight,
            [.. options.Select(option => new OptionView(option.Mode, Label(option.Mode, chinese), option.DistanceMeters, option.Minutes))],
            chinese ? "路程和时间按直线距离估算，不含实时路况。" : "Ways and times are estimated from the straight distance, without live traffic.");
        return AgentReplies.Done("route", output, MapsJsonContext.Answers.RouteOutput, new LocalizedText(
            $"{Full(origin, true)}到{Full(destination, true)}直线约 {Distance(straight, true)}：{string.Join("，", options.Select(static option => $"{Label(option.Mode, true)}约 {Time(option.Minutes, true)}（{Distance(option.DistanceMeters, true)}）"))}。均为估算。",
            $"From {Full(origin, false)} to {Full(destination, false)} it is about {Distance(straight, false)} in a straight line: {string.Join(", ", options.Select(static option => $"about {Time(option.Minutes, false)} {Label(option.Mode, false)} ({Distance(option.DistanceMeters, false)})"))}. These are estimates."));
    }

    private SkillReply EstimateRide(SkillContext context, JsonElement arguments)
    {
        if (FindEnds(arguments, out var origin, out var destination) is { } problem)
        {
            return problem;
        }

        var straight = origin.MetersTo(destination);
        if (straight > Travel.RideMetersMax)
        {
            return AgentReplies.Invalid(
                $"{origin.Zh}到{destination.Zh}直线约 {Distance(straight, true)}，打车最远估算 {Travel.RideMetersMax / 1000} 公里，请改乘火车或飞机。",
                $"{origin.En} to {destination.En} is about {Distance(straight, false)}; rides are estimated up to {Travel.RideMetersMax / 1000} km, so take a train or a plane.");
        }

        var ride = Travel.EstimateRide(straight);
        var chinese = context.IsChinese();
        var output = new RouteOutput(
            View(origin, chinese), View(destination, chinese), straight,
            [new OptionView("ride", Label("ride", chinese), ride.Way.DistanceMeters, ride.Way.Minutes, new PriceView(Money.Yuan(ride.Low), Money.Yuan(ride.High)))],
            chinese ? "价格按模拟计价估算，并非真实报价。" : "The price comes from a simulated tariff and is no real offer.");
        return AgentReplies.Done("route", output, MapsJsonContext.Answers.RouteOutput, new LocalizedText(
            $"从{Full(origin, true)}打车到{Full(destination, true)}约 {Distance(ride.Way.DistanceMeters, true)}、{Time(ride.Way.Minutes, true)}，预计 {ride.Low.Yuan()} 到 {ride.High.Yuan()}（模拟计价）。",
            $"A ride from {Full(origin, false)} to {Full(destination, false)} is about {Distance(ride.Way.DistanceMeters, false)} and {Time(ride.Way.Minutes, false)}, for {ride.Low.Yuan()} to {ride.High.Yuan()} (simulated tariff)."));
    }

    /// <summary>Where a name means several places, the pair that lies closest together is meant: nobody asks the way from Hangzhou East to the West Lake of Huizhou without saying so.</summary>
    private SkillReply? FindEnds(JsonElement arguments, out MapPlace origin, out MapPlace destination)
    {
        (origin, destination) = (null!, null!);
        var (origins, destinations) = (PlacesOf(arguments, "origin"), PlacesOf(arguments, "destination"));
        if (origins.Count == 0)
        {
            return UnknownPlace(NameIn(arguments, "origin") ?? "");
        }

        if (destinations.Count == 0)
        {
            return UnknownPlace(NameIn(arguments, "destination") ?? "");
        }

        var nearest = origins
            .SelectMany(from => destinations.Select(to => (From: from, To: to, Meters: from.MetersTo(to))))
            .Where(static pair => pair.From.Id != pair.To.Id)
            .OrderBy(static pair => pair.Meters)
            .FirstOrDefault();
        if (nearest.From is null)
        {
            return AgentReplies.Invalid($"起点和终点都是{origins[0].Zh}，请换一个。", $"Origin and destination are both {origins[0].En}; please change one.");
        }

        (origin, destination) = (nearest.From, nearest.To);
        return null;
    }

    private IReadOnlyList<MapPlace> PlacesOf(JsonElement arguments, string property) => catalog.PlacesOf(arguments, property);

    private static string? NameIn(JsonElement arguments, string property) => PlaceArguments.NameIn(arguments, property);

    private SkillReply UnknownPlace(string name) => catalog.Unknown(name);

    private LocalizedText Describe(MapPlace place)
    {
        var category = PlaceCategories.Find(place.Category)!;
        var city = catalog.CityOf(place);
        var coordinates = string.Create(CultureInfo.InvariantCulture, $"{place.Latitude:0.0000}, {place.Longitude:0.0000}");
        return city.Id == place.Id
            ? new LocalizedText($"{place.Zh}（{category.Zh}），坐标 {coordinates}。", $"{place.En} ({category.En}), at {coordinates}.")
            : new LocalizedText($"{place.Zh}在{city.Zh}（{category.Zh}），坐标 {coordinates}。", $"{place.En} is in {city.En} ({category.En}), at {coordinates}.");
    }

    /// <summary>Names in a row; where two are written alike in one language, the other language tells them apart: Suzhou (苏州), Suzhou (宿州).</summary>
    private string List(IReadOnlyList<MapPlace> places, bool chinese)
    {
        var alike = places.Select(place => Full(place, chinese)).CountBy(static name => name).Where(static pair => pair.Value > 1).Select(static pair => pair.Key).ToHashSet(StringComparer.Ordinal);
        return string.Join(chinese ? "、" : ", ", places.Select(place => Full(place, chinese) is var name && alike.Contains(name) ? $"{name} ({place.Name(!chinese)})" : name));
    }

    private string Full(MapPlace place, bool chinese) => catalog.Full(place, chinese);

    private PlaceView View(MapPlace place, bool chinese)
        => new(place.Id, place.Name(chinese), catalog.CityOf(place).Name(chinese), place.Category, place.Latitude, place.Longitude);

    private static string Label(string mode, bool chinese)
        => mode == "ride" ? chinese ? "打车" : "by ride" : Travel.Modes.First(known => known.Id == mode) is var found && chinese ? found.Zh : found.En;

    private static string Distance(int meters, bool chinese) => meters < 1000
        ? $"{meters} {(chinese ? "米" : "m")}"
        : string.Create(CultureInfo.InvariantCulture, $"{meters / 1000m:#,0.#} {(chinese ? "公里" : "km")}");

    private static string Time(int minutes, bool chinese) => (minutes < 60, chinese) switch
    {
        (true, true) => $"{minutes} 分钟",
        (true, false) => $"{minutes} min",
        (false, true) => $"{minutes / 60} 小时 {minutes % 60} 分钟",
        (false, false) => $"{minutes / 60} h {minutes % 60} min",
    };
}
