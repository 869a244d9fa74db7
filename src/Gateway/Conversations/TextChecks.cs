using System.Globalization;
using OrleansAgents.Grains.Sessions;
using OrleansAgents.Storage;

namespace OrleansAgents.Gateway;

/// <summary>What texts and numbers of a request must be like. Each check gives null, or the problem with the value and what to change.</summary>
internal static class TextChecks
{
    private const int TimeZoneCharactersMax = 64;

    /// <summary>A message: something to read, and nothing that a terminal or a log would obey.</summary>
    public static Problem? Message(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Problem.BadRequest("message-empty", text is null ? "The body has no text; give 'text' with at least one character." : "The text is empty or white space; write at least one character.");
        }

        if (text.Length > SessionLimits.MessageCharactersMax)
        {
            return Problem.BadRequest("message-too-long", $"The text has {text.Length} characters; {SessionLimits.MessageCharactersMax} are allowed. Shorten it, or send it in parts.");
        }

        if (IndexOfControl(text, allowLines: true) is >= 0 and var at)
        {
            return Problem.BadRequest("message-control-character", $"The text has the control character U+{(int)text[at]:X4} at position {at}; only line feed and tab are allowed. Remove it.");
        }

        return IndexOfLoneSurrogate(text) is >= 0 and var lone
            ? Problem.BadRequest("message-not-unicode", $"The text has half of a surrogate pair, U+{(int)text[lone]:X4}, at position {lone}; send whole characters.")
            : null;
    }

    /// <summary>An opinion: one of three words, and a comment that is like a message, only shorter.</summary>
    public static Problem? Feedback(string? rating, string? comment)
    {
        if (rating is not ("up" or "down" or "none"))
        {
            return Problem.BadRequest("rating", $"The rating is {(rating is null ? "missing" : $"'{Shown(rating)}'")}; give up, down, or none to take it back.");
        }

        if (comment?.Length > SessionLimits.FeedbackCharactersMax)
        {
            return Problem.BadRequest("comment-too-long", $"The comment has {comment.Length} characters; {SessionLimits.FeedbackCharactersMax} are allowed. Shorten it.");
        }

        return comment is null ? null : Message(comment);
    }

    public static Problem? Title(string? title)
    {
        if (string.IsNullOrWhiteSpace(title) || title.Length > EventLogLimits.TitleCharactersMax)
        {
            return Problem.BadRequest("title", $"The title has {title?.Length ?? 0} characters; give 1 to {EventLogLimits.TitleCharactersMax}, not only white space.");
        }

        return IndexOfControl(title, allowLines: false) is >= 0 and var at
            ? Problem.BadRequest("title", $"The title has the control character U+{(int)title[at]:X4} at position {at}; remove it.")
            : null;
    }

    public static Problem? ClientMessageId(string? id)
        => id is { Length: > 0 and <= SessionLimits.ClientMessageIdCharactersMax } && id.All(static c => c is > ' ' and <= '~')
            ? null
            : Problem.BadRequest("client-message-id", $"clientMessageId is {(id is null ? "missing" : $"'{Shown(id)}'")}; give 1 to {SessionLimits.ClientMessageIdCharactersMax} visible ASCII characters, the same for every attempt to send this message.");

    public static Problem? Language(string? language)
        => language is "zh-CN" or "en"
            ? null
            : Problem.BadRequest("language", $"The language is {(language is null ? "missing" : $"'{Shown(language)}'")}; give zh-CN or en.");

    public static Problem? TimeZone(string? id)
        => id is { Length: > 0 and <= TimeZoneCharactersMax } && (id.Contains('/', StringComparison.Ordinal) || id == "UTC") && TimeZoneInfo.TryFindSystemTimeZoneById(id, out _)
            ? null
            : Problem.BadRequest("time-zone", $"The time zone is {(id is null ? "missing" : $"'{Shown(id)}'")}; give an IANA name, for example Asia/Shanghai.");

    /// <summary>A number from a query or a header.</summary>
    public static Problem? Number(string? text, string name, long min, long max, long absent, out long value)
    {
        value = absent;
        return string.IsNullOrEmpty(text) || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= min && value <= max)
            ? null
            : Problem.BadRequest(name, $"{name} is '{Shown(text)}'; give a whole number from {min} to {max}.");
    }

    /// <summary>A value as it is quoted back: short.</summary>
    public static string Shown(string text) => text.Length <= 80 ? text : $"{text[..80]}...";

    private static int IndexOfControl(string text, bool allowLines)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (char.IsControl(text[index]) && !(allowLines && text[index] is ('\n' or '\t')))
            {
                return index;
            }
        }

        return -1;
    }

    private static int IndexOfLoneSurrogate(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]))
            {
                index++;
            }
            else if (char.IsSurrogate(text[index]))
            {
                return index;
            }
        }

        return -1;
    }
}
