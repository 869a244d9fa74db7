using System.Globalization;
using System.Text.Json;

namespace OrleansAgents.Grains.Agents.Grocery;

/// <summary>When the simulated shop brings an order.</summary>
/// <param name="Earliest">If it were ordered now.</param>
/// <param name="Deadline">By when it is wanted; null if nobody said.</param>
/// <param name="IsPast">Whether the deadline has passed already.</param>
internal sealed record Delivery(DateTimeOffset Earliest, DateTimeOffset? Deadline, bool IsPast)
{
    /// <summary>What the shop takes from the order to the door.</summary>
    public const int Minutes = 30;

    /// <summary>Whether it is there in time; null if no time was asked for.</summary>
    public bool? InTime => Deadline is { } deadline ? Earliest <= deadline : null;

    /// <summary>The half hour in which it would be brought: the last one before the deadline, so that it does not wait at the door.</summary>
    public (DateTimeOffset From, DateTimeOffset To)? Slot => InTime is true && Deadline is { } deadline ? (Later(Earliest, deadline.AddMinutes(-Minutes)), deadline) : null;

    /// <summary>Estimates for a call.</summary>
    public static Delivery Estimate(SkillContext context, DateTimeOffset? deadline)
    {
        var now = TimeZoneInfo.ConvertTime(context.Now, context.TimeZone);
        var minute = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMinute), now.Offset);
        var earliest = minute.AddMinutes(minute == now ? Minutes : Minutes + 1);
        return deadline is { } wanted
            ? new Delivery(earliest, TimeZoneInfo.ConvertTime(wanted, context.TimeZone), wanted <= context.Now)
            : new Delivery(earliest, null, false);
    }

    /// <summary>
    /// The end of a time window: whatever lies before it is in time. A time without an offset is in the person's zone. False if the texts are no times.
    /// </summary>
    public static bool TryReadDeadline(JsonElement window, TimeZoneInfo zone, out DateTimeOffset deadline)
    {
        var text = window.Text("end") ?? window.Text("start");
        deadline = default;
        if (text is null || !DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var local))
        {
            return false;
        }

        if (local.Kind == DateTimeKind.Unspecified)
        {
            deadline = new DateTimeOffset(local, zone.GetUtcOffset(local));
            return true;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out deadline);
    }

    /// <summary>A moment in words, with its day unless that is the day of another one.</summary>
    public static string Clock(DateTimeOffset moment, DateTimeOffset beside, bool chinese) => moment.Date == beside.Date
        ? moment.ToString("HH:mm", CultureInfo.InvariantCulture)
        : moment.ToString(chinese ? "M月d日 HH:mm" : "MMM d HH:mm", CultureInfo.InvariantCulture);

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;
}
