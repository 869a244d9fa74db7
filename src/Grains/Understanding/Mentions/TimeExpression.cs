namespace OrleansAgents.Grains.Understanding.Mentions;

/// <summary>What words say of a time, before it is known which time that is. What they do not say is null.</summary>
internal sealed record TimeExpression
{
    public DateWords? Date { get; init; }

    public DayPart? Part { get; init; }

    public ClockWords? Clock { get; init; }

    /// <summary>From now on.</summary>
    public TimeSpan? FromNow { get; init; }

    /// <summary>Both together, if neither says what the other says too.</summary>
    public TimeExpression? Join(TimeExpression other)
        => FromNow is not null || other.FromNow is not null || (Date is not null && other.Date is not null) || (Clock is not null && other.Clock is not null)
            || (Part is not null && other.Part is not null)
            ? null
            : new TimeExpression { Date = Date ?? other.Date, Part = Part ?? other.Part, Clock = Clock ?? other.Clock };
}

/// <summary>Which day.</summary>
internal abstract record DateWords;

/// <summary>Days from today.</summary>
internal sealed record RelativeDay(int Days) : DateWords;

/// <summary>A day of a week. Weeks begin on Monday.</summary>
/// <param name="Day">Which.</param>
/// <param name="Week">0 for this week, 1 for the next and so on; null for the next such day.</param>
internal sealed record Weekday(DayOfWeek Day, int? Week) : DateWords;

/// <summary>A Saturday and a Sunday.</summary>
internal sealed record Weekend(int Week) : DateWords;

/// <summary>Monday to Sunday.</summary>
internal sealed record WholeWeek(int Week) : DateWords;

/// <summary>A date; what is null is the next that fits.</summary>
internal sealed record CalendarDay(int? Year, int? Month, int Day) : DateWords;

/// <summary>A time of day.</summary>
/// <param name="Hour">0 to 24.</param>
/// <param name="Minute">0 to 59.</param>
/// <param name="IsExact">True if the hour is of 24 (19:00, 7 pm); false if it may be before or after noon.</param>
internal sealed record ClockWords(int Hour, int Minute, bool IsExact);

/// <summary>Parts of a day, by which people mean more or less these hours.</summary>
internal enum DayPart
{
    /// <summary>0 to 6.</summary>
    SmallHours,

    /// <summary>6 to 9.</summary>
    EarlyMorning,

    /// <summary>6 to 12.</summary>
    Morning,

    /// <summary>11 to 13.</summary>
    Noon,

    /// <summary>12 to 18.</summary>
    Afternoon,

    /// <summary>18 to 24.</summary>
    Evening,
}
