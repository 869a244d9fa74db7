using System.Globalization;
using OrleansAgents.Grains.Agents.Maps;

namespace OrleansAgents.Grains.Agents.Travel;

/// <summary>The lines and hotels of <c>lines.csv</c> and <c>hotels.csv</c>.</summary>
internal sealed class TravelCatalog
{
    private readonly ILookup<(string From, string To), TrainLine> _lines;
    private readonly ILookup<string, Hotel> _hotels;

    private TravelCatalog(List<TrainLine> lines, List<Hotel> hotels)
    {
        _lines = lines.ToLookup(static line => (line.From, line.To));
        _hotels = hotels.ToLookup(static hotel => hotel.City);
    }

    /// <summary>Reads the tables that are part of the program; a mistake names file and line.</summary>
    public static TravelCatalog Load(PlaceCatalog places)
    {
        List<TrainLine> lines = [];
        foreach (var row in AgentData.Table("Travel/lines.csv"))
        {
            var number = 100 + (lines.Count * 7);
            var (from, to) = (Place(places, row, "from"), Place(places, row, "to"));
            TrainLine line = new(
                from, to, row.Text("type"), number, (int)row.Number("minutes", 5, 1_500), row.Number("price", 1, 3_000), Time(row, "first"), Time(row, "last"), (int)row.Number("every", 5, 600));
            lines.Add(line);
            lines.Add(line with { From = to, To = from, Number = number + 1 });
        }

        List<Hotel> hotels = [.. AgentData.Table("Travel/hotels.csv").Select(row => new Hotel(
            row.Text("id"), row.Text("zh"), row.Text("en"), Place(places, row, "city"), Place(places, row, "near"), (int)row.Number("stars", 1, 5), row.Number("price", 1, 20_000), (int)row.Number("sleeps", 1, 20)))];
        return new TravelCatalog(lines, hotels);
    }

    /// <summary>The line between two cities; null if there is none.</summary>
    public TrainLine? LineOf(string from, string to) => _lines[(from, to)].FirstOrDefault();

    /// <summary>Cities that lie on lines from one and to the other, the quickest change first.</summary>
    public IEnumerable<string> ChangesBetween(string origin, string destination)
        => _lines
            .Where(lines => lines.Key.From == origin)
            .SelectMany(static lines => lines)
            .Select(first => (First: first, Second: LineOf(first.To, destination)))
            .Where(static change => change.Second is not null)
            .OrderBy(static change => change.First.Minutes + change.Second!.Minutes)
            .Select(static change => change.First.To);

    /// <summary>The hotels of a city.</summary>
    public IEnumerable<Hotel> HotelsIn(string city) => _hotels[city];

    private static string Place(PlaceCatalog places, DataRow row, string column)
        => places.Find(row.Text(column)) is { } place ? place.Id : throw row.Wrong(column, $"it is '{row.Text(column)}', which is no id in Maps/places.csv");

    private static TimeSpan Time(DataRow row, string column)
        => TimeSpan.TryParseExact(row.Text(column), @"h\:mm", CultureInfo.InvariantCulture, out var time) ? time : throw row.Wrong(column, $"it is '{row.Text(column)}'; write a time such as 6:30");
}

/// <summary>Trains between two cities, one way.</summary>
internal sealed record TrainLine(string From, string To, string Type, int Number, int Minutes, decimal Price, TimeSpan First, TimeSpan Last, int EveryMinutes)
{
    /// <summary>The departures of a day and the trains' numbers.</summary>
    public IEnumerable<(TimeSpan Departs, string Number)> Departures()
    {
        var index = 0;
        for (var time = First; time <= Last; time += TimeSpan.FromMinutes(EveryMinutes))
        {
            yield return (time, string.Create(CultureInfo.InvariantCulture, $"{Type}{Number + (2 * 7 * index++)}"));
        }
    }
}

/// <summary>A hotel of the simulated agency; the price is yuan a night for a room.</summary>
internal sealed record Hotel(string Id, string Zh, string En, string City, string Near, int Stars, decimal Price, int Sleeps)
{
    public string Name(bool chinese) => chinese ? Zh : En;
}
