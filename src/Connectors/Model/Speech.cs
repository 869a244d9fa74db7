using System.Text;
using OrleansAgents.Grains.Model;

namespace OrleansAgents.Connectors.Model;

/// <summary>
/// A model's words on their way to the person, a sentence at a time: each is checked as a whole before it is shown, so that what breaks off in mid-sentence is not shown, and what is shown is never taken back.
/// </summary>
internal sealed class Speech(ITurnStage stage, ClaimCheck check)
{
    /// <summary>What goes on for longer without an end is checked and shown as it is.</summary>
    private const int SentenceCharactersMax = 400;

    private readonly StringBuilder _open = new();

    /// <summary>False while words are kept back, since the rules may know better than a model that has asked nobody.</summary>
    public bool IsFree { get; set; }

    /// <summary>Whether anything was said.</summary>
    public bool HasSpoken { get; private set; }

    /// <summary>Whether anything waits to be said.</summary>
    public bool HasOpen => _open.ToString().AsSpan().Trim().Length > 0;

    /// <summary>Adds words, and says the sentences that they complete.</summary>
    public async Task<Spoken> AddAsync(string words)
    {
        _open.Append(words);
        while (IsFree && EndOfSentence() is { } end)
        {
            var spoken = await SayAsync(end);
            if (spoken != Spoken.Said)
            {
                return spoken;
            }
        }

        return Spoken.Said;
    }

    /// <summary>Says what is left.</summary>
    public async Task<Spoken> FlushAsync()
    {
        var spoken = await AddAsync("");
        return spoken == Spoken.Said && HasOpen ? await SayAsync(_open.Length) : spoken;
    }

    /// <summary>Forgets what waits: words before a call are about the call.</summary>
    public void Drop() => _open.Clear();

    private async Task<Spoken> SayAsync(int length)
    {
        var sentence = _open.ToString(0, length);
        _open.Remove(0, length);
        if (check.FindProblem(sentence) is not null)
        {
            return Spoken.Unsupported;
        }

        HasSpoken = true;
        return await stage.SayAsync(sentence) ? Spoken.Said : Spoken.Stopped;
    }

    /// <summary>A full stop ends a sentence if a blank follows; before a digit it is a decimal point.</summary>
    private int? EndOfSentence()
    {
        for (var index = 0; index < _open.Length; index++)
        {
            var character = _open[index];
            if (character is '。' or '！' or '？' or '\n' || (character is '.' or '!' or '?' && index + 1 < _open.Length && char.IsWhiteSpace(_open[index + 1])))
            {
                return index + 1;
            }
        }

        return _open.Length >= SentenceCharactersMax ? _open.Length : null;
    }
}

/// <summary>What became of words.</summary>
internal enum Spoken
{
    Said,

    /// <summary>They claim what nobody has told.</summary>
    Unsupported,

    /// <summary>The turn is to stop.</summary>
    Stopped,
}
