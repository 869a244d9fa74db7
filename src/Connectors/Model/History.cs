using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Model;

namespace OrleansAgents.Connectors.Model;

/// <summary>
/// The earlier turns that a model is told of: the newest that fit into its bound, each whole. They are JSON, like results of skills, since an answer may hold an agent's words and a card always does: in a
/// JSON text nothing can end its own quotation and go on as an instruction.
/// </summary>
internal sealed class History
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private History(string text, ImmutableArray<SkillRef> skills) => (Text, Skills) = (text, skills);

    /// <summary>Of a conversation that begins, or a model that is told nothing.</summary>
    public static History None { get; } = new("", []);

    /// <summary>A JSON array, the oldest turn first; empty if there is none.</summary>
    public string Text { get; }

    /// <summary>The skills that were called for these turns, those of the newest first: what a follow-up is likely to need again.</summary>
    public ImmutableArray<SkillRef> Skills { get; }

    /// <summary>Chooses turns. One that does not fit ends it, so that no gap is told as if nothing had been said there.</summary>
    /// <param name="earlier">The oldest first.</param>
    /// <param name="tokensMax">As <see cref="ModelBudget"/> counts them.</param>
    public static History Within(ImmutableArray<EarlierTurn> earlier, int tokensMax)
    {
        List<string> told = [];
        List<SkillRef> skills = [];
        var tokens = ModelBudget.TokensOf("[]");
        for (var index = earlier.Length - 1; index >= 0; index--)
        {
            var turn = Write(earlier[index]);
            tokens += ModelBudget.TokensOf(turn) + (told.Count == 0 ? 0 : 1);
            if (tokens > tokensMax)
            {
                break;
            }

            told.Insert(0, turn);
            skills.AddRange(earlier[index].Skills);
        }

        return told.Count == 0 ? None : new History($"[{string.Join(',', told)}]", [.. skills.Distinct()]);
    }

    private static string Write(EarlierTurn turn)
    {
        JsonObject told = new() { ["person"] = turn.Said, ["answer"] = turn.Answer, ["outcome"] = turn.Outcome };
        if (!turn.Cards.IsEmpty)
        {
            told["cards"] = new JsonArray([.. turn.Cards.Select(static card => JsonNode.Parse(card))]);
        }

        return told.ToJsonString(Json);
    }
}
