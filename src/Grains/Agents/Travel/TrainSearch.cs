using System.Text.Json;
using OrleansAgents.Grains.Agents.Maps;

namespace OrleansAgents.Grains.Agents.Travel;

/// <summary>Finds trains of a day between two cities, and what they cost for all who travel.</summary>
internal sealed class TrainSearch(TravelCatalog catalog, PlaceCatalog places)
{
    /// <summary>Tickets that one search is made for: a carriage.</summary>
    private const int PeopleMax = 100;

    /// <summary>Trains in an answer: as many as a person reads.</summary>
    private const int TrainsMax = 6;

    /// <summary>How far ahead tickets are looked up.</summary>
    private static readonly TimeSpan AheadMax = TimeSpan.FromDays(365);

    /// <summary>Around a moment that somebody names, trains are looked for this long after it.</summary>
    private static readonly TimeSpan AfterMoment = TimeSpan.FromHours(3);

    public SkillReply Invoke(SkillContext context, JsonElement arguments)
    {
        var (origins, destinations) = (places.PlacesOf(arguments, "origin"), places.PlacesOf(arguments, "destination"));
        if (origins.Count == 0 || destinations.Count == 0)
        {
            return places.Unknown(PlaceArguments.NameIn(arguments, origins.Count == 0 ? "origin" : "destination") ?? "");
        }

        if (places.AskWhichCity(origins) is { } whichOrigin)
        {
            return whichOrigin;
        }

        if (places.AskWhichCity(destinations) is { } whichDestination)
        {
            return whichDestination;
        }

        if (arguments.People("people", PeopleMax, out var people) is { } refused)
        {
            return refused;
        }

        var (from, to) = (places.CityOf(origins[0]), places.CityOf(destinations[0]));
        if (from.Id == to.Id)
        {
            return AgentReplies.Invalid($"出发地和目的地都在{from.Zh}，不需要坐火车。", $"Both places are in {from.En}; no train is needed.");
        }

        return catalog.LineOf(from.Id, to.Id) is { } line ? Search(context, arguments, line, (from, to), people) : NoLine(from, to);
    }

    private static SkillReply Search(SkillContext context, JsonElement arguments, TrainLine line, (MapPlace From, MapPlace To) cities, int people)
    {
        var now = TimeZoneInfo.ConvertTime(context.Now, context.TimeZone);
        var (start, end) = context.Window(arguments, "when") is { } window
            ? (window.Start, window.End == window.Start ? window.Start + AfterMoment : window.End)
            : (now, new DateTimeOffset(now.Date.AddDays(2), now.Offset));
        if (end <= now || start > now + AheadMax)
        {
            return end <= now
                ? AgentReplies.Invalid($"{start.DayText(true)} {start.Clock()} 已经过去了，请换个日期。", $"{start.DayText(false)} {start.Clock()} has passed; please give another day.")
                : AgentReplies.Invalid("只能查一年以内的车票。", "Trains are looked up at most a year ahead.");
        }

        var found = TrainsOf(line, start < now ? now : start, end).ToList();
        if (found.Count == 0)
        {
            return AgentReplies.NotFound($"{start.DayText(true)} {start.Clock()} 之后没有{cities.From.Zh}到{cities.To.Zh}的车次了。", $"There is no train from {cities.From.En} to {cities.To.En} after {start.Clock()} on {start.DayText(false)}.");
        }

        // Spread over the window, so that the answer shows a choice and not the next half hour.
        var shown = found.Count <= TrainsMax ? found : [.. Enumerable.Range(0, TrainsMax).Select(index => found[index * (found.Count - 1) / (TrainsMax - 1)])];
        var chinese = context.IsChinese();
        var total = line.Price * people;
        var budget = arguments.Budget("budget");
        var isOver = budget is { } most && total > most;
        TrainsOutput output = new(
            shown[0].Departs.Day(), cities.From.Name(chinese), cities.To.Name(chinese), people,
            [.. shown.Select(train => new TrainView(
                train.Number, cities.From.Name(chinese), cities.To.Name(chinese), train.Departs.Iso(), train.Departs.AddMinutes(line.Minutes).Iso(), line.Minutes, chinese ? "二等座" : "second class", Money.Yuan(line.Price)))],
            Money.Yuan(total), chinese ? "票价接近公布价，时刻和余票为模拟数据。" : "Fares are near the published ones; times and seats are simulated.");
        return AgentReplies.Done("trains", output, TravelJsonContext.Answers.TrainsOutput, new LocalizedText(
            $"{shown[0].Departs.DayText(true)}{cities.From.Zh}到{cities.To.Zh}：{string.Join("、", shown.Take(3).Select(train => $"{train.Number} {train.Departs.Clock()} 开"))}等 {found.Count} 趟，约 {Duration(line.Minutes, true)}，二等座 {line.Price.Yuan()}{(people > 1 ? $"，{people} 人共 {total.Yuan()}" : "")}{(isOver ? $"，超出预算 {(total - budget!.Value).Yuan()}" : "")}（模拟时刻）。",
            $"{cities.From.En} to {cities.To.En} on {shown[0].Departs.DayText(false)}: {string.Join(", ", shown.Take(3).Select(train => $"{train.Number} at {train.Departs.Clock()}"))}, {found.Count} trains in all, about {Duration(line.Minutes, false)}, second class {line.Price.Yuan()}{(people > 1 ? $", {total.Yuan()} for {people}" : "")}{(isOver ? $", which is {(total - budget!.Value).Yuan()} over the budget" : "")} (simulated times)."));
    }

    private static IEnumerable<(DateTimeOffset Departs, string Number)> TrainsOf(TrainLine line, DateTimeOffset start, DateTimeOffset end)
    {
        for (var day = start.Date; day <= end.Date; day = day.AddDays(1))
        {
            var any = false;
            foreach (var (departs, number) in line.Departures())
            {
                var moment = new DateTimeOffset(day + departs, start.Offset);
                if (moment >= start && moment < end)
                {
                    any = true;
                    yield return (moment, number);
                }
            }

            if (any)
            {
                // The journey begins on the first day that still has trains.
                yield break;
            }
        }
    }

    private SkillReply NoLine(MapPlace from, MapPlace to)
    {
        var change = catalog.ChangesBetween(from.Id, to.Id).FirstOrDefault() is { } id ? places.Find(id) : null;
        return change is null
            ? AgentReplies.NotFound($"模拟时刻表里没有{from.Zh}到{to.Zh}的车次。", $"The simulated timetable has no train from {from.En} to {to.En}.")
            : AgentReplies.NotFound(
                $"模拟时刻表里没有{from.Zh}到{to.Zh}的直达车，可以在{change.Zh}换乘：先查{from.Zh}到{change.Zh}，再查{change.Zh}到{to.Zh}。",
                $"The simulated timetable has no direct train from {from.En} to {to.En}; you can change in {change.En}: ask for {from.En} to {change.En}, then {change.En} to {to.En}.");
    }

    private static string Duration(int minutes, bool chinese) => (minutes < 60, chinese) switch
    {
        (true, true) => $"{minutes} 分钟",
        (true, false) => $"{minutes} min",
        (false, true) => minutes % 60 == 0 ? $"{minutes / 60} 小时" : $"{minutes / 60} 小时 {minutes % 60} 分",
        (false, false) => minutes % 60 == 0 ? $"{minutes / 60} h" : $"{minutes / 60} h {minutes % 60} min",
    };
}
