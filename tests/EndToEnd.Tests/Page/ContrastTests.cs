using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansAgents.EndToEnd.Tests.Page;

/// <summary>The colours of both themes: text keeps a contrast of 4.5 to 1 to what it stands on, as WCAG 2.2 AA asks.</summary>
public sealed partial class ContrastTests
{
    private const double ContrastMin = 4.5;

    public static TheoryData<string, string, double> Pairs => new()
    {
        // The text's colour, what it stands on, and how much of the text's colour is mixed into that.
        { "ink", "page", 0 }, { "ink", "accent-soft", 0 }, { "muted", "page", 0 }, { "muted", "panel", 0 }, { "muted", "surface", 0 }, { "muted", "raised", 0 }, { "muted", "accent-soft", 0 },
        { "accent", "page", 0 }, { "accent", "surface", 0 }, { "accent", "accent-soft", 0 }, { "accent-ink", "accent", 0 },
        { "bad", "bad-soft", 0 }, { "bad", "raised", 0 }, { "page", "bad", 0 }, { "page", "ink", 0 },
        { "attention", "attention-soft", 0 }, { "attention", "surface", 0 }, { "good", "surface", 0.13 }, { "good", "raised", 0.13 },
        { "hue-0", "raised", 0.11 }, { "hue-1", "raised", 0.11 }, { "hue-2", "raised", 0.11 }, { "hue-3", "raised", 0.11 }, { "hue-4", "raised", 0.11 }, { "hue-5", "raised", 0.11 },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Text_OnItsGround_IsReadableInBothThemes(string text, string ground, double mixed)
    {
        foreach (var (theme, colors) in Themes())
        {
            var behind = colors[ground].Zip(colors[text], (b, t) => (t * mixed) + (b * (1 - mixed))).ToArray();
            var contrast = Contrast(Luminance(colors[text]), Luminance(behind));
            Assert.True(contrast >= ContrastMin, $"{text} on {ground} has {contrast:0.00} to 1 in the {theme} theme.");
        }
    }

    /// <summary>The light theme stands first in the sheet, the dark one second.</summary>
    private static IEnumerable<(string Theme, Dictionary<string, double[]> Colors)> Themes()
    {
        var sheet = File.ReadAllText(Path.Combine(PageFolder.Root, "css", "base.css"));
        var dark = sheet.IndexOf("prefers-color-scheme: dark", StringComparison.Ordinal);
        yield return ("light", Colors(sheet[..dark]));
        yield return ("dark", Colors(sheet[dark..]));
    }

    private static Dictionary<string, double[]> Colors(string css)
        => Color().Matches(css).ToDictionary(static match => match.Groups[1].Value, static match => match.Groups[2].Value.Chunk(2).Select(static pair => int.Parse(pair, NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0).ToArray());

    private static double Luminance(double[] color)
    {
        var linear = color.Select(static c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4)).ToArray();
        return (0.2126 * linear[0]) + (0.7152 * linear[1]) + (0.0722 * linear[2]);
    }

    private static double Contrast(double one, double other) => (Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05);

    [GeneratedRegex("--([a-z0-9-]+): #([0-9a-f]{6});")]
    private static partial Regex Color();
}
