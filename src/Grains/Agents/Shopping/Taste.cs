using System.Text.Json;

namespace OrleansAgents.Grains.Agents.Shopping;

/// <summary>
/// What somebody likes and does not, read from what they asked to be remembered: a product's tag that such a text names speaks for the product, or against it if the text says no.
/// </summary>
internal sealed class Taste
{
    private static readonly string[] Refusals = ["不", "别", "讨厌", "过敏", "忌", "避免", "not ", "n't ", "dislike", "hate", "avoid", "allergic", "never"];

    private readonly List<(string Text, bool IsRefusal)> _texts;

    public Taste(JsonElement preferences)
        => _texts = preferences.ValueKind == JsonValueKind.Array
            ? [.. preferences.EnumerateArray().Select(static entry => entry.ValueKind == JsonValueKind.Object ? entry.Text("text") : null).OfType<string>()
                .Select(static text => (text, Refusals.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase))))]
            : [];

    /// <summary>The tags that speak for a product, and whether one speaks against it.</summary>
    public (IReadOnlyList<string> For, bool Against) Of(Product product, bool chinese)
    {
        List<string> liked = [];
        var against = false;
        for (var index = 0; index < product.TagsZh.Count; index++)
        {
            var (zh, en) = (product.TagsZh[index], index < product.TagsEn.Count ? product.TagsEn[index] : product.TagsZh[index]);
            foreach (var (text, isRefusal) in _texts.Where(told => told.Text.Contains(zh, StringComparison.OrdinalIgnoreCase) || told.Text.Contains(en, StringComparison.OrdinalIgnoreCase)))
            {
                against |= isRefusal;
                if (!isRefusal)
                {
                    liked.Add(chinese ? zh : en);
                }
            }
        }

        return (liked, against);
    }
}
