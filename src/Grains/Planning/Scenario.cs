using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Grains.Planning;

/// <summary>
/// A need that takes several agents. It is data and names no agent: it says in examples how people ask for it, and which results they want, by meaning. Any skill that gives such a result
/// takes part, also one of an agent that was registered a moment ago; a result that no skill gives is left out.
/// </summary>
/// <param name="Id">Unique.</param>
/// <param name="Title">For people.</param>
/// <param name="Examples">What people say; the router learns from them as from a skill's.</param>
/// <param name="Wants">The results, in the order in which they are shown.</param>
/// <param name="Needs">Semantic types without which nothing can be arranged; asked for one at a time, if nobody told them.</param>
internal sealed record Scenario(string Id, LocalizedText Title, SkillExamples Examples, ImmutableArray<ScenarioWant> Wants, ImmutableArray<string> Needs)
{
    /// <summary>As the router names scenarios: <c>scenario.trip</c>. No agent may have this id.</summary>
    public const string Agent = "scenario";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Those that are part of the program.</summary>
    public static ImmutableArray<Scenario> All { get; } = Load();

    /// <summary>The name of the scenario as a skill.</summary>
    public SkillRef Skill => new(Agent, Id);

    /// <summary>The scenarios that a set of skills can serve: at least two of the results are given by some skill that only reads.</summary>
    public static ImmutableArray<Scenario> Of(ManifestModel model)
        => [.. All.Where(scenario => scenario.Wants.Count(want => model.ReadsInOrder.Any(skill => want.IsGivenBy(skill))) >= 2)];

    private static ImmutableArray<Scenario> Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("OrleansAgents.Grains.Planning.scenarios.json")
            ?? throw new InvalidOperationException("The assembly holds no scenarios.json; Grains.csproj embeds src/Grains/Planning/scenarios.json.");
        return JsonSerializer.Deserialize<ImmutableArray<Scenario>>(stream, Json);
    }
}

/// <summary>A result that a scenario wants.</summary>
/// <param name="Output">Its semantic type.</param>
/// <param name="Share">How much of the budget it may cost beside the other results that have a share; null if it costs nothing, or what it costs cannot be chosen.</param>
/// <param name="WhenTold">It is wanted only if a fact of this role is told, such as origin.</param>
/// <param name="WhenNights">It is wanted only if the time that is told is longer than a day, or nights are told.</param>
/// <param name="Role">It is best made by a skill with an input of this role.</param>
/// <param name="OfTotal">It is made of the sum of what the others cost.</param>
/// <param name="Text">What a skill that takes free text is given.</param>
internal sealed record ScenarioWant(string Output, decimal? Share = null, string? WhenTold = null, bool WhenNights = false, bool OfTotal = false, string? Role = null, LocalizedText? Text = null)
{
    /// <summary>How well a skill that gives it suits: whether it has the role, and how much of what is told it takes.</summary>
    public int SuitsBy(SkillShape skill, Understood understood)
        => (Role is not null && skill.Inputs.Any(input => input.Role == Role) ? 100 : 0)
            + (Text is not null && skill.Inputs.Any(static input => input.Semantic == Semantics.Text) ? 10 : 0)
            + skill.Inputs.Count(input => understood.Facts.Any(fact => input.Takes(fact.Semantic, fact.Role)));

    public bool IsGivenBy(SkillShape skill) => skill.Outputs.Any(output => output.Semantic == Output);
}
