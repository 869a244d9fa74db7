using System.Globalization;
using System.Net;
using System.Text;

namespace OrleansAgents.LoadTest;

/// <summary>A line of a plot; a point without a value interrupts it.</summary>
internal sealed record PlotLine(string Name, string Color, IReadOnlyList<(double X, double? Y)> Points);

/// <summary>Draws lines over a common x axis as inline SVG, with a caption for those who cannot see it.</summary>
internal static class SvgPlot
{
    private const int Width = 720;
    private const int Height = 260;
    private const int Left = 60;
    private const int Right = 24;
    private const int Top = 14;
    private const int Bottom = 36;

    /// <param name="title">What is shown, and in which units.</param>
    /// <param name="lines">At least one.</param>
    /// <param name="ticks">Marks of the x axis.</param>
    public static string Render(string title, IReadOnlyList<PlotLine> lines, IReadOnlyList<(double X, string Label)> ticks)
    {
        var xs = lines.SelectMany(static line => line.Points).Select(static point => point.X).Concat(ticks.Select(static tick => tick.X)).ToList();
        var (least, most) = (xs.Min(), Math.Max(xs.Max(), xs.Min() + 1e-9));
        var top = NiceCeiling(lines.SelectMany(static line => line.Points).Max(static point => point.Y) ?? 0);
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">");
        for (var i = 0; i <= 4; i++)
        {
            var value = top * i / 4;
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(value):0.0}\" y2=\"{Y(value):0.0}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 6}\" y=\"{Y(value) + 4:0.0}\" text-anchor=\"end\">{value:0.##}</text>");
        }

        foreach (var (x, label) in ticks)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(x):0.0}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{WebUtility.HtmlEncode(label)}</text>");
        }

        for (var i = 0; i < lines.Count; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path fill=\"none\" stroke=\"{lines[i].Color}\" stroke-width=\"1.8\" d=\"{Path(lines[i].Points)}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + 8 + (i * 170)}\" y=\"{Height - 4}\" style=\"fill:{lines[i].Color}\">— {WebUtility.HtmlEncode(lines[i].Name)}</text>");
        }

        return svg.Append("</svg>").ToString();

        double X(double value) => Left + ((value - least) / (most - least) * (Width - Left - Right));

        double Y(double value) => Height - Bottom - (value / top * (Height - Top - Bottom));

        string Path(IReadOnlyList<(double X, double? Y)> points)
        {
            StringBuilder path = new();
            var isDrawing = false;
            foreach (var (x, y) in points)
            {
                if (y is { } value)
                {
                    path.Append(CultureInfo.InvariantCulture, $"{(isDrawing ? 'L' : 'M')}{X(x):0.0} {Y(value):0.0}");
                }

                isDrawing = y is not null;
            }

            return path.ToString();
        }
    }

    /// <summary>The next of 1, 2, 4, 5, 8, 10, 20... so that the marks, quarters of it, are round.</summary>
    internal static double NiceCeiling(double value)
    {
        if (value <= 0)
        {
            return 1;
        }

        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return new[] { 1, 2, 4, 5, 8, 10 }.Select(step => step * power).First(step => step >= value * 0.999999);
    }
}
