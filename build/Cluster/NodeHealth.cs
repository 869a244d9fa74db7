using System.Net;
using System.Text.Json;

namespace OrleansAgents.Cluster;

/// <summary>Asks nodes how they are.</summary>
internal sealed class NodeHealth : IDisposable
{
    /// <summary>A node that needs longer to say that it is well is not.</summary>
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(3) };

    public void Dispose() => _http.Dispose();

    public async Task<bool> IsReadyAsync(Node node) => await AskAsync(node) == "ready";

    /// <summary><c>ready</c>, <c>not ready</c> with what is missing, or <c>no answer</c>.</summary>
    public async Task<string> AskAsync(Node node)
    {
        try
        {
            if (node.Kind == NodeKind.Database)
            {
                using CancellationTokenSource limit = new(_http.Timeout);
                return await Database.IsReadyAsync(node.Port, limit.Token) ? "ready" : "no answer";
            }

            using var response = await _http.GetAsync($"http://127.0.0.1:{node.Port}/health/ready");
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return "ready";
            }

            using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            var missing = body.RootElement.GetProperty("checks").EnumerateObject().Where(static check => check.Value.GetString() != "ok");
            return $"not ready ({string.Join(", ", missing.Select(static check => $"{check.Name}: {check.Value.GetString()}"))})";
        }
        catch (Exception silent) when (silent is HttpRequestException or OperationCanceledException or JsonException or KeyNotFoundException)
        {
            return "no answer";
        }
    }

    /// <summary>The cluster as a silo sees it; null if it does not answer.</summary>
    public async Task<ViewReport?> ViewAsync(Node silo)
    {
        try
        {
            return JsonSerializer.Deserialize<ViewReport>(await _http.GetStringAsync($"http://127.0.0.1:{silo.Port}/health/cluster"), JsonSerializerOptions.Web);
        }
        catch (Exception silent) when (silent is HttpRequestException or OperationCanceledException or JsonException)
        {
            return null;
        }
    }
}

/// <summary>What a silo says of its cluster.</summary>
internal sealed record ViewReport(string Silo, string Name, long Version, int Activations, IReadOnlyList<MemberReport> Members);

/// <summary>A member, as a silo sees it.</summary>
internal sealed record MemberReport(string Silo, string? Name, string Status);
