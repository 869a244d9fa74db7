using System.Collections.Immutable;
using System.Text.Json;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Understanding;
using OrleansAgents.Grains.Understanding.Mentions;

namespace OrleansAgents.Grains.Planning;

/// <summary>
/// Chooses facts for a skill's inputs. Facts of the same goal come first, those whose role is the input's before those without one; a fact with another role never fits.
/// A fact of another goal is taken if that goal's own skill has no use for it; if an input is needed and nothing else fills it, even then.
/// </summary>
internal sealed class FactChoice
{
    private readonly Understood _understood;
    private readonly ImmutableArray<Fact> _facts;
    private readonly bool[] _isClaimed;

    /// <summary>Looks at what is told.</summary>
    /// <param name="understood">What is told.</param>
    /// <param name="model">The manifests' model, for what each goal's own skill takes.</param>
    public FactChoice(Understood understood, ManifestModel model)
    {
        _understood = understood;
        _facts = understood.Facts;
        _isClaimed = [.. _facts.Select(fact => understood.Goals[fact.Goal].Skills is [var best, ..] && model.Shapes.TryGetValue(best.Skill, out var skill)
            && skill.Inputs.Any(input => Fits(fact, input)))];
    }

    /// <summary>The facts for inputs, by the inputs' names; a fact fills one input only.</summary>
    public Dictionary<string, ImmutableArray<Fact>> Choose(SkillShape skill, int goal)
    {
        Dictionary<string, ImmutableArray<Fact>> chosen = new(StringComparer.Ordinal);
        HashSet<Fact> used = new(ReferenceEqualityComparer.Instance);
        foreach (var input in skill.Inputs.Where(static input => input.IsList))
        {
            if (_facts.Where(fact => fact.Goal == goal && Fits(fact, input)).ToImmutableArray() is { IsEmpty: false } all)
            {
                chosen[input.Name] = all;
            }
        }

        Fill(fact => fact.Goal == goal, static (fact, input) => fact.Role == input.Role && Fits(fact, input));
        // A lone place without a role is where somebody wants to go, not where they are.
        Fill(fact => fact.Goal == goal, (fact, input) => input.Role != Origin && MayTake(fact, input));
        Fill(fact => fact.Goal == goal, MayTake);
        // Where somebody goes is where they want things to be near to, and the other way round.
        FillPlaces(fact => fact.Goal == goal);
        Fill(fact => fact.Goal != goal && !IsClaimed(fact), static (fact, input) => (fact.Role == input.Role || input.IsNeeded) && Fits(fact, input));
        FillPlaces(fact => fact.Goal != goal);
        return chosen;

        void FillPlaces(Func<Fact, bool> isAmong)
        {
            // Where somebody starts is where they want things to be near to only if no other place is told.
            var mayBeOrigin = !skill.Inputs.Any(static input => input is { Semantic: Semantics.Place, Role: Origin }) && _facts.All(static fact => fact.Semantic != Semantics.Place || fact.Role == Origin);
            foreach (var input in skill.Inputs.Where(input => input is { Semantic: Semantics.Place, IsNeeded: true, IsList: false, Role: not Origin } && !chosen.ContainsKey(input.Name)))
            {
                if (_facts.FirstOrDefault(fact => isAmong(fact) && fact.Semantic == Semantics.Place && (fact.Role != Origin || (mayBeOrigin && input.Role == MentionKinds.Near)) && SchemaCheck.FindProblem(input.Schema, fact.Value) is null && !used.Contains(fact)) is { } place)
                {
                    used.Add(place);
                    chosen[input.Name] = [place];
                }
            }
        }

        // "Today" says by when only to a skill that the words ask for; a skill that is merely useful here takes what is said in so many words.
        bool MayTake(Fact fact, SkillProperty input)
            => Fits(fact, input) && (input.IsNeeded || fact.Role == input.Role || input.Role is null || IsMomentFor(fact, input) || _understood.Goals[goal].Skills.Any(fit => fit.Skill == skill.Skill));

        void Fill(Func<Fact, bool> isAmong, Func<Fact, SkillProperty, bool> fits)
        {
            foreach (var input in skill.Inputs)
            {
                if (input is { Semantic: not null, IsList: false } && !chosen.ContainsKey(input.Name)
                    && _facts.Where(fact => isAmong(fact) && fact.Semantic == input.Semantic && fits(fact, input) && !used.Contains(fact)).OrderBy(fact => IsMomentFor(fact, input) ? 0 : 1).FirstOrDefault() is { } fact)
                {
                    used.Add(fact);
                    chosen[input.Name] = [fact];
                }
            }
        }
    }

    /// <summary>A fact for a needed input that nothing else fills; null if nobody told it.</summary>
    public Fact? LastResort(SkillProperty input, IEnumerable<Fact> used) => _facts.FirstOrDefault(fact => Fits(fact, input) && !used.Contains(fact, ReferenceEqualityComparer.Instance))
        ?? (input is { Semantic: Semantics.Place, Role: Origin } ? _facts.FirstOrDefault(fact => fact is { Semantic: Semantics.Place, Role: MentionKinds.Near } && !used.Contains(fact, ReferenceEqualityComparer.Instance)) : null);

    /// <summary>Whether a goal tells something that one skill takes and another does not.</summary>
    public bool IsToldFor(SkillShape skill, SkillShape other, int goal)
        => _facts.Any(fact => fact.Goal == goal && skill.Inputs.Any(input => (fact.Role == input.Role || IsMomentFor(fact, input)) && Fits(fact, input)) && !other.Inputs.Any(input => Fits(fact, input)));

    private const string Origin = MentionKinds.Origin;

    /// <summary>An hour that is told is a better deadline than a day, and where a deadline is all that hours are good for, it is one.</summary>
    private static bool IsMomentFor(Fact fact, SkillProperty input)
        => input is { Semantic: Semantics.TimeWindow, Role: MentionKinds.By } && fact.Semantic == Semantics.TimeWindow && fact.Value.ValueKind == JsonValueKind.Object
            && fact.Value.TryGetProperty("start", out var start) && fact.Value.TryGetProperty("end", out var end) && start.GetRawText() == end.GetRawText();

    /// <summary>A value that the schema refuses (dollars where yuan are wanted) is no value for the input: it is better asked for than sent.</summary>
    private static bool Fits(Fact fact, SkillProperty input) => input.Takes(fact.Semantic, fact.Role)
        && (input.IsList || SchemaCheck.FindProblem(input.Schema, fact.Value) is null);

    private bool IsClaimed(Fact fact) => _isClaimed[_facts.IndexOf(fact, 0, _facts.Length, ReferenceEqualityComparer.Instance)];
}
