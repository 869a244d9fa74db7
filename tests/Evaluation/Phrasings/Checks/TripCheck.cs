using System.Globalization;
using System.Text.Json;
using OrleansAgents.Grains.Agents.Travel;
using static OrleansAgents.Evaluation.AnswerEvidence;

namespace OrleansAgents.Evaluation;

/// <summary>A trip: trains of the day that run, hotels of the city with room for all, sights on the map where the need speaks of more than a bed, and a sum within the budget.</summary>
internal static class TripCheck
{
    public static void Check(AnswerEvidence evidence)
    {
        var facts = evidence.Facts;
        var day = evidence.Tells("w") ? facts.Weekend.Day : evidence.Tells("d") ? facts.Day.Day : SaturdayAfter(facts.Now);
        evidence.NothingIsAsked();
        var trains = evidence.OutputOf("travel.search_trains");
        var hotels = evidence.OutputOf("travel.search_hotels");
        var sights = evidence.GivenBy("maps.nearby");
        if (trains is { } found)
        {
            Trains(evidence, found, day);
        }

        if (hotels is { } stays)
        {
            Hotels(evidence, stays, day);
        }

        if (sights is { } places)
        {
            foreach (var place in List(places, "places"))
            {
                evidence.Holds(evidence.Data.Places.Find(Text(place, "id")) is not null, $"{Text(place, "name")} is on no map");
            }
        }

        evidence.WithinBudget(trains, hotels);
    }

    /// <summary>Whether the trains run on the day, for all, at the fare of the line.</summary>
    public static void Trains(AnswerEvidence evidence, JsonElement output, DateOnly day)
    {
        var facts = evidence.Facts;
        var line = evidence.Data.Travel.LineOf(facts.From.Id, facts.City.Id)!;
        evidence.Same(facts.From.Name(evidence.IsChinese), Text(output, "origin"), "where the train leaves");
        evidence.Same(facts.City.Name(evidence.IsChinese), Text(output, "destination"), "where the train goes");
        evidence.Same(Iso(day), Text(output, "date"), "the day of the train");
        evidence.Same(facts.People, output.GetProperty("people").GetInt32(), "the number on the train");
        evidence.Same(line.Price * facts.People, Amount(output, "total"), "what the train costs for all");
        foreach (var train in List(output, "trains"))
        {
            var departs = DateTimeOffset.Parse(Text(train, "departs"), CultureInfo.InvariantCulture);
            evidence.Holds(line.Departures().Any(known => known.Number == Text(train, "number") && known.Departs == departs.TimeOfDay), $"{Text(train, "number")} does not leave at {departs:HH:mm}");
        }
    }

    private static void Hotels(AnswerEvidence evidence, JsonElement output, DateOnly day)
    {
        var facts = evidence.Facts;
        var nights = evidence.Tells("nights") ? facts.Nights : 1;
        evidence.Same(facts.City.Name(evidence.IsChinese), Text(output, "city"), "the hotels' city");
        evidence.Same(Iso(day), Text(output, "checkIn"), "the day of arrival");
        evidence.Same(nights, output.GetProperty("nights").GetInt32(), "the number of nights");
        evidence.Same(facts.People, output.GetProperty("people").GetInt32(), "the number of guests");
        foreach (var offer in List(output, "hotels"))
        {
            if (evidence.Data.Travel.HotelsIn(facts.City.Id).FirstOrDefault(hotel => hotel.Id == Text(offer, "id")) is not { } hotel)
            {
                evidence.Holds(false, $"{Text(offer, "id")} is no hotel in {facts.City.En}");
                continue;
            }

            var rooms = offer.GetProperty("rooms").GetInt32();
            evidence.Holds(rooms * hotel.Sleeps >= facts.People, $"{rooms} rooms of {hotel.En} are too few for {facts.People}");
            evidence.Same(hotel.Price * rooms * nights, Amount(offer, "total"), $"what {hotel.En} costs");
        }
    }

    /// <summary>The weekend that a phrasing names in words of its own.</summary>
    private static DateOnly SaturdayAfter(DateTimeOffset now) => DateOnly.FromDateTime(now.Date).AddDays(DayOfWeek.Saturday - now.DayOfWeek);

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
