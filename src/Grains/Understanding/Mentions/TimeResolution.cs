namespace OrleansAgents.Grains.Understanding.Mentions;

/// <summary>
/// Finds the time that words mean, for somebody in a time zone at a moment. An hour that may be before or after noon is resolved, in this order: by the part of day said with it;
/// by the part of day said elsewhere in the utterance, if one of the two lies in it; without a date, as the next of the two that is still to come, nights left out;
/// with a date, as afternoon for 1 to 7 and morning for 8 to 11, since those are the hours that people plan.
/// </summary>
internal sealed class TimeResolution(DateTimeOffset now, TimeZoneInfo zone)
{
    /// <summary>Nobody who says just an hour means one before this.</summary>
    private const int FirstWakingHour = 6;

    /// <summary>Hours below this are after noon if only the date is known.</summary>
    private const int FirstMorningHour = 8;

    private readonly DateTime _local = TimeZoneInfo.ConvertTime(now, zone).DateTime;

    /// <summary>Whether times far from now still fit into a calendar.</summary>
    public static bool CanResolve(DateTimeOffset now) => now.Year is > 1 and < 9_000;

    /// <summary>The time; null if there is none, such as 30 February.</summary>
    /// <param name="words">What is said.</param>
    /// <param name="context">What is said elsewhere and may complete it; null if nothing is.</param>
    public TimeValue? Resolve(TimeExpression words, TimeExpression? context)
    {
        if (words.FromNow is { } wait)
        {
            return Moment(RoundToMinute(_local + wait));
        }

        var borrowsDate = words.Date is null && words.Clock is not null && context?.Date is not null;
        var date = borrowsDate ? context!.Date : words.Date;
        if (DaysOf(date) is not ({ } first, var days))
        {
            return null;
        }

        if (words.Clock is { } clock)
        {
            var part = words.Part ?? context?.Part;
            return Moment(first + TimeOf(clock, part, isOwnPart: words.Part is not null, hasDate: date is not null, first));
        }

        if (words.Part is { } window)
        {
            var (from, to) = HoursOf(window);
            // A part of today that is over is meant for tomorrow, unless today was said.
            var day = date is null && first.AddHours(to) <= _local ? first.AddDays(1) : first;
            return new TimeValue(At(day.AddHours(from)), At(day.AddHours(to)));
        }

        return date is null ? null : new TimeValue(At(first), At(first.AddDays(days)));
    }

    private TimeSpan TimeOf(ClockWords clock, DayPart? part, bool isOwnPart, bool hasDate, DateTime date)
    {
        var minutes = TimeSpan.FromMinutes(clock.Minute);
        if (clock.IsExact || clock.Hour is 0 or > 12)
        {
            var exact = TimeSpan.FromHours(clock.Hour) + minutes;
            return !hasDate && date + exact < _local ? exact + TimeSpan.FromDays(1) : exact;
        }

        var early = TimeSpan.FromHours(clock.Hour % 12) + minutes;
        var late = early + TimeSpan.FromHours(12);
        if (part is { } window && (isOwnPart || LiesIn(window, early) || LiesIn(window, late)))
        {
            var time = window switch
            {
                DayPart.SmallHours or DayPart.EarlyMorning => early,
                DayPart.Morning => clock.Hour == 12 ? late : early,
                DayPart.Noon => clock.Hour is >= 10 and < 12 ? early : late,
                // Twelve at night is the end of the day, and one to three at night are after it.
                DayPart.Evening when clock.Hour is 12 or <= 3 => early + TimeSpan.FromDays(1),
                _ => late,
            };
            return !hasDate && date + time < _local ? time + TimeSpan.FromDays(1) : time;
        }

        if (!hasDate)
        {
            foreach (var candidate in (ReadOnlySpan<TimeSpan>)[early, late, early + TimeSpan.FromDays(1), late + TimeSpan.FromDays(1)])
            {
                if (candidate.Hours >= FirstWakingHour && date + candidate > _local)
                {
                    return candidate;
                }
            }
        }

        var likely = clock.Hour is < FirstMorningHour or 12 ? late : early;
        return date == _local.Date && date + likely < _local ? late : likely;
    }

    /// <summary>The first day of what is said, at midnight, and the number of days; today if nothing is said.</summary>
    private (DateTime First, int Days)? DaysOf(DateWords? words)
    {
        var today = _local.Date;
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        switch (words)
        {
            case RelativeDay relative:
                return (today.AddDays(relative.Days), 1);
            case Weekday { Week: { } week } weekday:
                return (monday.AddDays((7 * week) + (((int)weekday.Day + 6) % 7)), 1);
            case Weekday weekday:
                var ahead = ((int)weekday.Day - (int)today.DayOfWeek + 7) % 7;
                return (today.AddDays(ahead == 0 ? 7 : ahead), 1);
            case Weekend weekend:
                return (monday.AddDays((7 * weekend.Week) + 5), 2);
            case WholeWeek whole:
                return (monday.AddDays(7 * whole.Week), 7);
            case CalendarDay day:
                return NextOf(day, today) is { } date ? (date, 1) : null;
            default:
                return (today, 1);
        }
    }

    private static DateTime? NextOf(CalendarDay day, DateTime today)
    {
        if (day is { Year: { } givenYear, Month: { } givenMonth })
        {
            return DateOf(givenYear, givenMonth, day.Day);
        }

        // A day without a month comes within a few months even if it is the 31st; one without a year within eight, even if it is 29 February.
        for (var step = 0; step < 12; step++)
        {
            var month = new DateTime(today.Year, today.Month, 1, 0, 0, 0, DateTimeKind.Unspecified).AddMonths(step);
            var date = day.Month is { } named ? DateOf(today.Year + step, named, day.Day) : DateOf(month.Year, month.Month, day.Day);
            if (date >= today)
            {
                return date;
            }
        }

        return null;
    }

    private static DateTime? DateOf(int year, int month, int day)
        => year is > 1 and < 9_000 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified)
            : null;

    private static (int From, int To) HoursOf(DayPart part) => part switch
    {
        DayPart.SmallHours => (0, 6),
        DayPart.EarlyMorning => (6, 9),
        DayPart.Morning => (6, 12),
        DayPart.Noon => (11, 13),
        DayPart.Afternoon => (12, 18),
        _ => (18, 24),
    };

    private static bool LiesIn(DayPart part, TimeSpan time)
    {
        var (from, to) = HoursOf(part);
        return time >= TimeSpan.FromHours(from) && time < TimeSpan.FromHours(to);
    }

    private static DateTime RoundToMinute(DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMinute));

    private TimeValue Moment(DateTime local)
    {
        var moment = At(local);
        return new TimeValue(moment, moment);
    }

    /// <summary>A time that the clocks leave out when they go forward is an hour later.</summary>
    private DateTimeOffset At(DateTime local)
    {
        var time = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        time = zone.IsInvalidTime(time) ? time.AddHours(1) : time;
        return new DateTimeOffset(time, zone.GetUtcOffset(time));
    }
}
