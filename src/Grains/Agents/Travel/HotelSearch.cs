using System.Text.Json;
using OrleansAgents.Grains.Agents.Maps;

namespace OrleansAgents.Grains.Agents.Travel;

/// <summary>Finds hotels in a city or near a place, and what the whole stay costs: rooms for all, every night.</summary>
internal sealed class HotelSearch(TravelCatalog catalog, PlaceCatalog places)
{
    /// <summary>Guests that one search is made for.</summary>
    private const int PeopleMax = 500;

    private const int NightsMax = 30;

    /// <summary>Hotels in an answer.</summary>
    private const int HotelsMax = 5;

    public SkillReply Invoke(SkillContext context, JsonElement arguments)
    {
        var near = places.PlacesOf(arguments, "near");
        if (near.Count == 0)
        {
            return places.Unknown(PlaceArguments.NameIn(arguments, "near") ?? "");
        }

        if (places.AskWhichCity(near) is { } which)
        {
            return which;
        }

        if (arguments.People("people", PeopleMax, out var people) is { } refused)
        {
            return refused;
        }

        var now = TimeZoneInfo.ConvertTime(context.Now, context.TimeZone);
        var window = context.Window(arguments, "when");
        var checkIn = window?.Start ?? now;
        if (checkIn.Date < now.Date && window?.End > now)
        {
            // A weekend that has begun is what is left of it.
            checkIn = now;
        }

        if (checkIn.Date < now.Date)
        {
            return AgentReplies.Invalid($"{checkIn.DayText(true)}已经过去了，请换个日期。", $"{checkIn.DayText(false)} has passed; please give another day.");
        }

        var days = window is { } given ? (int)Math.Round((given.End.DateTime - checkIn.Date).TotalDays) : 1;
        var nights = arguments.TryGetProperty("nights", out var said) && said.TryGetInt32(out var told) ? told : Math.Max(1, days - 1);
        if (nights is < 1 or > NightsMax)
        {
            return AgentReplies.Invalid($"住几晚要在 1 到 {NightsMax} 之间，收到的是 {nights}。", $"A stay has 1 to {NightsMax} nights; it is {nights}.");
        }

        return Search(context, near[0], new Stay(checkIn, nights, people, arguments.Budget("budget")));
    }

    private SkillReply Search(SkillContext context, MapPlace near, Stay stay)
    {
        var chinese = context.IsChinese();
        var city = places.CityOf(near);
        var isCity = near.Id == city.Id;
        var offers = catalog.HotelsIn(city.Id).Select(hotel => Offer.Of(hotel, stay, near.MetersTo(places.Find(hotel.Near)!))).ToList();
        if (offers.Count == 0)
        {
            return AgentReplies.NotFound($"模拟酒店目录里还没有{city.Zh}的酒店。", $"The simulated list has no hotel in {city.En} yet.");
        }

        // What the budget allows, the best first; if it allows nothing, the cheapest, and the answer says by how much it is over.
        var within = offers.Where(offer => stay.Budget is null || offer.Total <= stay.Budget).ToList();
        var ordered = (within.Count > 0, stay.Budget is not null, isCity) switch
        {
            (false, _, _) => offers.OrderBy(static offer => offer.Total),
            (_, true, true) => within.OrderByDescending(static offer => offer.Hotel.Stars).ThenBy(static offer => offer.Total),
            (_, _, true) => within.OrderBy(static offer => offer.Total),
            _ => within.OrderBy(static offer => offer.Meters).ThenBy(static offer => offer.Total),
        };
        var shown = ordered.ThenBy(static offer => offer.Hotel.Id, StringComparer.Ordinal).Take(HotelsMax).ToList();
        HotelsOutput output = new(
            city.Name(chinese), stay.CheckIn.Day(), stay.Nights, stay.People,
            [.. shown.Select(offer => new HotelView(
                offer.Hotel.Id, offer.Hotel.Name(chinese), city.Name(chinese), places.Find(offer.Hotel.Near)!.Name(chinese), offer.Hotel.Stars, Money.Yuan(offer.Hotel.Price), offer.Rooms, Money.Yuan(offer.Total),
                isCity ? null : offer.Meters))],
            Money.Yuan(shown[0].Total), chinese ? "酒店、价格和房量均为模拟数据，尚未预订。" : "Hotels, prices and rooms are simulated; nothing is booked.");
        var over = within.Count == 0 ? shown[0].Total - stay.Budget!.Value : 0;
        return AgentReplies.Done("hotels", output, TravelJsonContext.Answers.HotelsOutput, new LocalizedText(
            $"{stay.CheckIn.DayText(true)}入住{city.Zh} {stay.Nights} 晚、{stay.People} 人：{string.Join("；", shown.Take(3).Select(offer => $"{offer.Hotel.Zh} {offer.Rooms} 间共 {offer.Total.Yuan()}"))}{(over > 0 ? $"。都超出预算，最便宜的也多 {over.Yuan()}" : "")}（模拟价格）。",
            $"{city.En}, {Nights(stay.Nights)} from {stay.CheckIn.DayText(false)} for {stay.People}: {string.Join("; ", shown.Take(3).Select(offer => $"{offer.Hotel.En}, {Rooms(offer.Rooms)} for {offer.Total.Yuan()}"))}{(over > 0 ? $". All are over the budget, the cheapest by {over.Yuan()}" : "")} (simulated prices)."));
    }

    private static string Nights(int nights) => nights == 1 ? "1 night" : $"{nights} nights";

    private static string Rooms(int rooms) => rooms == 1 ? "1 room" : $"{rooms} rooms";

    private sealed record Stay(DateTimeOffset CheckIn, int Nights, int People, decimal? Budget);

    private sealed record Offer(Hotel Hotel, int Rooms, decimal Total, int Meters)
    {
        public static Offer Of(Hotel hotel, Stay stay, int meters)
        {
            var rooms = (stay.People + hotel.Sleeps - 1) / hotel.Sleeps;
            return new Offer(hotel, rooms, hotel.Price * rooms * stay.Nights, meters);
        }
    }
}
