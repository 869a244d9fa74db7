using System.Globalization;
using System.Text.Json;

namespace OrleansAgents.Cluster;

/// <summary>How a node is, beside how it should be.</summary>
internal sealed record NodeReport(string Name, string Kind, string State, int? Pid, int? SiloPort, int? GatewayPort, int Port, DateTimeOffset? Since, string Health, int? Activations)
{
    /// <summary>A node whose process has ended though nobody ended it.</summary>
    public const string Lost = "lost";
}

/// <summary>All nodes, and the cluster as one of its silos tells it.</summary>
internal sealed record StatusReport(string Store, IReadOnlyList<NodeReport> Nodes, ViewReport? View)
{
    public bool IsAsWished => Nodes.All(static node => node.State != NodeReport.Lost);

    public static async Task<StatusReport> ReadAsync(ClusterState state)
    {
        using NodeHealth health = new();
        var reports = await Task.WhenAll(state.Nodes.Select(async node =>
        {
            var isAlive = node.Process?.IsAlive == true;
            var isPaused = isAlive && node.Process!.IsPaused;
            var answers = isAlive && !isPaused;
            var view = answers && node.Kind == NodeKind.Silo ? health.ViewAsync(node) : Task.FromResult<ViewReport?>(null);
            var state = isPaused ? "paused" : isAlive ? "running" : node.Wish switch
            {
                NodeWish.Stopped => "stopped",
                NodeWish.Killed => "killed",
                _ => NodeReport.Lost,
            };
            return (View: await view, Report: new NodeReport(
                node.Name,
                node.Kind.ToString().ToLowerInvariant(),
                state,
                isAlive ? node.Process!.Pid : null,
                node.SiloPort == 0 ? null : node.SiloPort,
                node.GatewayPort == 0 ? null : node.GatewayPort,
                node.Port,
                isAlive ? node.Since : null,
                answers ? await health.AskAsync(node) : "no answer",
                (await view)?.Activations));
        }));
        return new StatusReport(state.Store, [.. reports.Select(static report => report.Report)], reports.Select(static report => report.View).Where(static view => view is not null).MaxBy(static view => view!.Version));
    }

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public void Write(TextWriter output)
    {
        string[] header = ["node", "kind", "state", "pid", "silo", "gateway", "port", "since", "activations", "health"];
        string[][] rows = [header, .. Nodes.Select(static node => new[]
        {
            node.Name, node.Kind, node.State, Text(node.Pid), Text(node.SiloPort), Text(node.GatewayPort), Text(node.Port),
            node.Since?.ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-", Text(node.Activations), node.Health,
        })];
        var widths = Enumerable.Range(0, header.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }

        output.WriteLine();
        if (View is null)
        {
            output.WriteLine("No silo tells its view of the cluster.");
            return;
        }

        output.WriteLine($"View {View.Version} of the cluster, as {View.Name} tells it:");
        foreach (var member in View.Members)
        {
            output.WriteLine($"  {member.Name ?? "?"}  {member.Silo}  {member.Status}");
        }
    }

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
