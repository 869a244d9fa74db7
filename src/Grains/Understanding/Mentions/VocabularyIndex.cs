using System.Runtime.InteropServices;
using System.Text.Json;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Grains.Understanding.Mentions;

/// <summary>
/// All terms of all vocabularies in one trie over folded characters, so that a text is searched for thousands of terms in one pass. A name that several vocabularies of one
/// type have means the value of the first agent's.
/// </summary>
internal sealed class VocabularyIndex
{
    /// <summary>Longer names are not looked for: a bound on the work at each character.</summary>
    private const int TermCharactersMax = 64;

    private readonly Dictionary<(int Node, char Character), int> _next = [];
    private readonly List<List<(string Semantic, JsonElement Value)>?> _values = [null];
    private readonly Dictionary<string, List<VocabularyTerm>> _terms = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Semantic, string Value), IReadOnlyList<string>> _oneOf = [];

    public VocabularyIndex(ManifestSet manifests)
    {
        foreach (var vocabulary in manifests.Agents.SelectMany(static agent => agent.Vocabularies))
        {
            if (!_terms.TryGetValue(vocabulary.Semantic, out var terms))
            {
                _terms[vocabulary.Semantic] = terms = [];
            }

            foreach (var term in vocabulary.Terms)
            {
                terms.Add(term);
                if (term.OneOf is { Count: > 1 } several)
                {
                    _oneOf.TryAdd((vocabulary.Semantic, term.Value.GetRawText()), several);
                }

                foreach (var name in term.Zh.Concat(term.En))
                {
                    Add(FoldedText.Fold(name).Trim(), vocabulary.Semantic, term.Value);
                }
            }
        }
    }

    /// <summary>Whether any vocabulary has values of a type.</summary>
    public bool Knows(string semantic) => _terms.ContainsKey(semantic);

    /// <summary>What a value can mean, if it must be asked about; empty if it is clear.</summary>
    public IReadOnlyList<string> MeaningsOf(string semantic, JsonElement value) => _oneOf.Count > 0 && _oneOf.TryGetValue((semantic, value.GetRawText()), out var several) ? several : [];

    /// <summary>The terms of a type, in the manifests' order.</summary>
    public IReadOnlyList<VocabularyTerm> TermsOf(string semantic) => _terms.TryGetValue(semantic, out var terms) ? terms : [];

    /// <summary>Adds the longest name at each place of a folded text. Places inside a name that was found are looked at too: a longer name may begin there.</summary>
    public void Read(string text, List<Mention> found)
    {
        for (var start = 0; start < text.Length; start++)
        {
            if (start > 0 && IsLatin(text[start]) && IsLatin(text[start - 1]))
            {
                continue;
            }

            var (node, best, bestEnd) = (0, 0, start);
            for (var end = start; end < text.Length && end - start < TermCharactersMax && _next.TryGetValue((node, text[end]), out node); end++)
            {
                if (_values[node] is not null && WordEnd(text, end + 1) is { } wordEnd)
                {
                    (best, bestEnd) = (node, wordEnd);
                }
            }

            foreach (var (semantic, value) in CollectionsMarshal.AsSpan(_values[best]))
            {
                found.Add(new Mention(start, bestEnd, semantic, null, new KnownValue(value)));
            }
        }
    }

    /// <summary>A Latin name ends where its word does, or where only the plural's ending follows.</summary>
    private static int? WordEnd(string text, int end)
        => !Continues(text, end) ? end
            : text[end] is 's' && !Continues(text, end + 1) ? end + 1
            : text[end] is 'e' && end + 1 < text.Length && text[end + 1] is 's' && !Continues(text, end + 2) ? end + 2
            : null;

    private static bool Continues(string text, int end) => end < text.Length && IsLatin(text[end]) && IsLatin(text[end - 1]);

    private static bool IsLatin(char character) => char.IsLetterOrDigit(character) && !FoldedText.IsChinese(character);

    private void Add(string name, string semantic, JsonElement value)
    {
        if (name.Length is 0 or > TermCharactersMax)
        {
            return;
        }

        var node = 0;
        foreach (var character in name)
        {
            if (!_next.TryGetValue((node, character), out var next))
            {
                next = _values.Count;
                _values.Add(null);
                _next[(node, character)] = next;
            }

            node = next;
        }

        var values = _values[node] ??= [];
        if (!values.Exists(entry => entry.Semantic == semantic))
        {
            values.Add((semantic, value));
        }
    }
}
