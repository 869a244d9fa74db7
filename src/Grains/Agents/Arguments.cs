using System.Globalization;
using System.Text.Json;

namespace OrleansAgents.Grains.Agents;

/// <summary>Reads what several built-in agents take: budgets, numbers of people, times.</summary>
internal static class Arguments
{
    /// <summary>The amount of a budget in yuan; null if there is none.</summary>
    public static decimal? Budget(this JsonElement arguments, string name)
        => arguments.TryGetProperty(name, out var money) && money.ValueKind == JsonValueKind.Object && money.TryGetProperty("amount", out var amount) && amount.TryGetDecimal(out var yuan) ? yuan : null;

    /// <summary>A number of people; one if nobody says.</summary>
    /// <returns>A refusal if there are none or more than a skill can serve; else null.</returns>
    public static SkillReply? People(this JsonElement arguments, string name, int most, out int people)
    {
        people = 1;
        return arguments.TryGetProperty(name, out var count) && (!count.TryGetInt32(out people) || people < 1 || people > most)
            ? AgentReplies.Invalid($"人数要在 1 到 {most} 之间，收到的是 {count}。", $"The number of people must be 1 to {most}; it is {count}.")
            : null;
    }

    /// <summary>The window of an argument in the person's zone; null if it is absent or no time.</summary>
    public static (DateTimeOffset Start, DateTimeOffset End)? Window(this SkillContext context, JsonElement arguments, string name)
        => arguments.TryGetProperty(name, out var window) && window.ValueKind == JsonValueKind.Object && Moment(context, window.Text("start")) is { } start && Moment(context, window.Text("end")) is { } end
            ? (start, end)
            : null;

    /// <summary>The day of a moment.</summary>
    public static string Day(this DateTimeOffset moment) => moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The day as people say it.</summary>
    public static string DayText(this DateTimeOffset moment, bool chinese) => moment.ToString(chinese ? "M月d日" : "MMM d", CultureInfo.InvariantCulture);

    /// <summary>The time of day of a moment.</summary>
    public static string Clock(this DateTimeOffset moment) => moment.ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>The moment as cards carry it.</summary>
    public static string Iso(this DateTimeOffset moment) => moment.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Moment(SkillContext context, string? text)
        => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? TimeZoneInfo.ConvertTime(moment, context.TimeZone) : null;
}
