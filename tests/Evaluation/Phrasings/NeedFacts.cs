using OrleansAgents.Grains.Agents.Grocery;
using OrleansAgents.Grains.Agents.Maps;
using OrleansAgents.Grains.Agents.Shopping;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Evaluation;

/// <summary>What is true of a need: drawn from a seed, told in words by a phrasing, and looked for in the answer. A phrasing tells some of it.</summary>
internal sealed record NeedFacts
{
    /// <summary>When the person writes, in their own zone.</summary>
    public required DateTimeOffset Now { get; init; }

    public required TimeZoneInfo Zone { get; init; }

    /// <summary>Where to, and where from: cities between which trains go.</summary>
    public required MapPlace City { get; init; }

    public required MapPlace From { get; init; }

    public required int People { get; init; }

    /// <summary>Yuan.</summary>
    public required decimal Budget { get; init; }

    /// <summary>A day, and a weekend's first.</summary>
    public required DayWords Day { get; init; }

    public required DayWords Weekend { get; init; }

    public required int Nights { get; init; }

    public required Dish Dish { get; init; }

    /// <summary>By when something must be there.</summary>
    public required MomentWords Deadline { get; init; }

    public required ProductKind Kind { get; init; }

    /// <summary>Where somebody is and where they must be: places of one city.</summary>
    public required (string Zh, string En, MapPlace Place) Here { get; init; }

    public required (string Zh, string En, MapPlace Place) There { get; init; }

    /// <summary>Numbers that a scenario of its own draws from.</summary>
    public required int Pick { get; init; }

    /// <summary>What the person says.</summary>
    public Utterance Say(string text, string language) => new(text, language == "en" ? "en" : "zh-CN", Zone, Now);
}

/// <summary>A day in the words of both languages, and which day it is.</summary>
internal sealed record DayWords(string Zh, string En, DateOnly Day);

/// <summary>A moment in the words of both languages, and when it is in the person's zone.</summary>
internal sealed record MomentWords(string Zh, string En, DateTime Local);
