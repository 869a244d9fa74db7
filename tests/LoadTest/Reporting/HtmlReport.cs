using System.Globalization;
using System.Net;
using System.Text;

namespace OrleansAgents.LoadTest;

/// <summary>The result as one page that needs nothing else: no script, no other file.</summary>
internal static class HtmlReport
{
    private const string Style =
        """
        body{font:15px/1.5 system-ui,sans-serif;max-width:760px;margin:2em auto;padding:0 1em;color:#222;background:#fff}
        table{border-collapse:collapse;width:100%;margin:1em 0}td,th{padding:.2em .6em;border-bottom:1px solid #ddd;text-align:left}
        td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}svg{width:100%;height:auto}svg text{font:11px system-ui,sans-serif;fill:#555}
        svg .grid{stroke:#e4e4e4}.right{color:#176b2c}.wrong{color:#a11}pre{white-space:pre-wrap}
        @media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}td,th{border-color:#444}svg .grid{stroke:#333}svg text{fill:#aaa}.right{color:#6c8}.wrong{color:#f77}}
        """;

    private static readonly (string Name, string Color)[] Series = [("first event", "#2a7ae2"), ("first text", "#2f9e5b"), ("completed turn", "#c4521b")];

    public static string Render(LoadResult result)
    {
        StringBuilder page = new();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>Load test</title>\n");
        page.Append(CultureInfo.InvariantCulture, $"<style>\n{Style}\n</style>\n<h1>Load test</h1>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"{(result.IsRight ? "right" : "wrong")}\">{Encode(TextReport.Verdict(result))}</p>\n");
        AppendLatencies(page, result);
        page.Append("<h2>Milliseconds by share of turns</h2>\n").Append(ByShare(result));
        page.Append("\n<h2>Milliseconds to the completed turn over time</h2>\n").Append(OverTime(result));
        page.Append("\n<h2>Arrivals and completed turns a second</h2>\n").Append(Throughput(result));
        page.Append("\n<h2>Figures</h2>\n<table>\n");
        foreach (var (name, value) in TextReport.Rows(result))
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><th>{Encode(name)}</th><td>{Encode(value)}</td></tr>\n");
        }

        page.Append("</table>\n");
        if (result.WrongShown.Count > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2>Wrong</h2>\n<pre>{Encode(string.Join('\n', result.WrongShown))}</pre>\n");
        }

        return page.Append("</html>\n").ToString();
    }

    private static void AppendLatencies(StringBuilder page, LoadResult result)
    {
        page.Append("<table>\n<tr><th>milliseconds from the intended time</th><th class=\"n\">p50</th><th class=\"n\">p90</th><th class=\"n\">p99</th><th class=\"n\">p99.9</th><th class=\"n\">max</th></tr>\n");
        foreach (var (name, latencies) in TextReport.Latencies(result))
        {
            var cells = string.Concat(TextReport.Percentiles(latencies).Select(static value => $"<td class=\"n\">{TextReport.Number(value)}</td>"));
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Encode(name)}</td>{cells}</tr>\n");
        }

        page.Append("</table>\n");
    }

    /// <summary>Each step to the right is a tenth of the turns that are left: the slow ones are what matters.</summary>
    private static string ByShare(LoadResult result)
    {
        var steps = Enumerable.Range(0, 61).Select(static i => i / 20.0).ToList();
        LatencyHistogram[] histograms = [result.ToFirstEvent, result.ToFirstText, result.ToCompleted];
        var lines = histograms.Select((histogram, i) => new PlotLine(
            Series[i].Name, Series[i].Color, [.. steps.Select(step => (step, (double?)histogram.Percentile(100 - (100 * Math.Pow(10, -step))).TotalMilliseconds))])).ToList();
        return SvgPlot.Render("Milliseconds within which a share of the turns was served", lines, [(0, "0 %"), (Math.Log10(2), "50 %"), (1, "90 %"), (2, "99 %"), (3, "99.9 %")]);
    }

    private static string OverTime(LoadResult result)
        => SvgPlot.Render(
            "Milliseconds to the completed turn, by second of the intended time",
            [
                new PlotLine("median", "#c4521b", [.. result.BySecond.Select(static (second, i) => ((double)i, second.MedianMilliseconds))]),
                new PlotLine("slowest", "#999", [.. result.BySecond.Select(static (second, i) => ((double)i, second.MaxMilliseconds))]),
            ],
            Seconds(result));

    private static string Throughput(LoadResult result)
        => SvgPlot.Render(
            "Messages that were to go out and turns that ended, each second",
            [
                new PlotLine("arrived", "#2a7ae2", [.. result.BySecond.Select(static (second, i) => ((double)i, (double?)second.Arrived))]),
                new PlotLine("completed", "#2f9e5b", [.. result.BySecond.Select(static (second, i) => ((double)i, (double?)second.Completed))]),
            ],
            Seconds(result));

    private static List<(double X, string Label)> Seconds(LoadResult result)
    {
        var step = Math.Max(1, (int)SvgPlot.NiceCeiling(result.BySecond.Count / 6.0));
        return [.. Enumerable.Range(0, (result.BySecond.Count / step) + 1).Select(i => ((double)(i * step), $"{i * step} s"))];
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
