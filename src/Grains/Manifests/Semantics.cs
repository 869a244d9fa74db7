namespace OrleansAgents.Grains.Manifests;

/// <summary>
/// The semantic types that the assistant itself can read from what people say. Agents may use others: those are filled by vocabularies, by other skills' outputs, or by asking.
/// </summary>
public static class Semantics
{
    /// <summary><c>{"name": "West Lake"}</c>, with <c>id</c> when it comes from a vocabulary. Roles: origin, destination, near.</summary>
    public const string Place = "Place";

    /// <summary>A whole number of people.</summary>
    public const string PartySize = "PartySize";

    /// <summary><c>{"amount": 360.00, "currency": "CNY"}</c>. Role: budget.</summary>
    public const string Money = "Money";

    /// <summary><c>{"start": "2026-11-22T19:00:00+08:00", "end": "..."}</c>: a day, a part of one, or a moment, for which both are the same. Role: by (a deadline).</summary>
    public const string TimeWindow = "TimeWindow";

    /// <summary><c>{"id": "mapo-tofu", "name": "..."}</c>.</summary>
    public const string Dish = "Dish";

    /// <summary>A list of <c>{"name", "quantity", "unit"}</c>.</summary>
    public const string Items = "Items";

    /// <summary>Free text: what is left of the utterance when nothing more precise is known.</summary>
    public const string Text = "Text";

    /// <summary>Whether a value of one role can stand where another is wanted: what has no role goes with any.</summary>
    internal static bool RolesAgree(string? role, string? other) => role is null || other is null || role == other;
}
