using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansAgents.LoadTest;

/// <summary>What a right answer to a message must contain: numbers that can be computed from the message, and names that it asked about.</summary>
/// <param name="Numbers">Each must stand in the answer as a number of its own: 72 is not found in 172 or in 72.5.</param>
/// <param name="Words">Each must stand in the answer, whatever its case.</param>
internal sealed partial record Expectation(IReadOnlyList<decimal> Numbers, IReadOnlyList<string> Words)
{
    /// <summary>Any answer will do, as long as there is one.</summary>
    public static Expectation AnyAnswer { get; } = new([], []);

    /// <summary>What is wrong with an answer; null if it is right.</summary>
    public string? WrongWith(string answer)
    {
        if (string.IsNullOrWhiteSpace(answer))
        {
            return "the answer is empty";
        }

        var found = NumberPattern().Matches(answer).Select(static match => decimal.Parse(match.Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)).ToHashSet();
        foreach (var number in Numbers)
        {
            if (!found.Contains(number))
            {
                return $"{number.ToString(CultureInfo.InvariantCulture)} is missing";
            }
        }

        var missing = Words.FirstOrDefault(word => !answer.Contains(word, StringComparison.OrdinalIgnoreCase));
        return missing is null ? null : $"'{missing}' is missing";
    }

    /// <summary>A number with up to eighteen digits, which may be grouped by commas.</summary>
    [GeneratedRegex(@"(?<![\d.])(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,18})(?:\.\d{1,6})?(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex NumberPattern();
}

/// <summary>A message that a user writes.</summary>
/// <param name="Kind">Names the sort of message in reports.</param>
/// <param name="Language">zh-CN or en.</param>
internal sealed record PlannedMessage(string Kind, string Language, string Text, Expectation Expectation);
