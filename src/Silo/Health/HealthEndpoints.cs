using Results = Microsoft.AspNetCore.Http.Results;

namespace OrleansAgents.Silo;

/// <summary>What an orchestrator asks: does the process live, and may it be sent requests?</summary>
public static class HealthEndpoints
{
    /// <summary>Maps <c>/health/live</c>, <c>/health/ready</c> and <c>/metrics</c>.</summary>
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.MapGet("/health/live", static () => Results.Json(new { status = "live" }))
            .WithName("live").WithTags("health").WithSummary("200 while the process answers.").AllowAnonymous();
        endpoints.MapGet("/health/ready", ReadyAsync)
            .WithName("ready").WithTags("health").WithSummary("200 when the silo is active, or the cluster connected, and the event log answers.").AllowAnonymous();
        endpoints.MapGet("/metrics", static (PrometheusText metrics) => Results.Text(metrics.Scrape(), PrometheusText.ContentType))
            .WithName("metrics").WithTags("health").WithSummary("Metrics as Prometheus text.").AllowAnonymous();
    }

    private static async Task<IResult> ReadyAsync(ProcessHealth health, HttpContext context)
    {
        var checks = await health.CheckAsync(context.RequestAborted);
        var ready = checks.Values.All(static result => result == "ok");
        return Results.Json(
            new { status = ready ? "ready" : "not ready", checks }, statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
