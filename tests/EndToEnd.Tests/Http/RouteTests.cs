using System.Net;
using OrleansAgents.EndToEnd.Tests.Support;

namespace OrleansAgents.EndToEnd.Tests.Http;

/// <summary>What is said where there is nothing, and what every answer carries.</summary>
[Collection(SharedGateway.Name)]
public sealed class RouteTests(GatewayFixture fixture)
{
    [Fact]
    public async Task Get_UnknownRoute_Is404()
    {
        using var client = fixture.Gateway.Client("routes");
        Assert.Contains("/v1/nothing", (await client.GetAsync("/v1/nothing")).AssertProblem(404, "not-found"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_RouteThatTakesOthers_Is405WithAllow()
    {
        using var client = fixture.Gateway.Client("routes");
        var reply = await client.SendAsync(HttpMethod.Put, "/v1/conversations");
        reply.AssertProblem(405, "method-not-allowed");
        Assert.Contains("POST", reply.ContentHeaders.Allow);
    }

    [Fact]
    public async Task Get_Page_HasHeadersThatKeepOthersOut()
    {
        using var client = fixture.Gateway.ClientWith(null);
        var reply = await client.GetAsync("/health/live");
        Assert.Equal("nosniff", reply.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", reply.Headers.GetValues("X-Frame-Options").Single());
        Assert.Equal("no-referrer", reply.Headers.GetValues("Referrer-Policy").Single());
        Assert.Contains("script-src 'self'", reply.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.False(reply.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Get_Health_IsReady()
    {
        using var client = fixture.Gateway.ClientWith(null);
        var reply = await client.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal("ok", reply.Json.GetProperty("checks").GetProperty("eventLog").GetString());
    }

    [Fact]
    public async Task Get_OpenApi_NamesEveryRouteWithItsProblemsAndSecurity()
    {
        using var client = fixture.Gateway.ClientWith(null);
        var document = (await client.GetAsync("/openapi/v1.json")).Json;
        var paths = document.GetProperty("paths");
        foreach (var path in new[]
        {
            "/v1/guests", "/v1/me", "/v1/conversations", "/v1/conversations/{id}", "/v1/conversations/{id}/messages", "/v1/conversations/{id}/events", "/v1/conversations/{id}/items",
            "/v1/conversations/{id}/turns/{turn}/cancel", "/v1/conversations/{id}/turns/{turn}/regenerate", "/v1/agents", "/v1/agents/{id}",
            "/internal/v1/agents/{agent}/skills/{skill}:invoke", "/internal/v1/users/{user}/messages", "/internal/v1/users/{user}/events", "/admin/v1/agents/{id}",
        })
        {
            Assert.True(paths.TryGetProperty(path, out var operations), $"{path} is missing: {string.Join(' ', paths.EnumerateObject().Select(static p => p.Name))}");
            foreach (var operation in operations.EnumerateObject())
            {
                Assert.True(path == "/v1/guests" || operation.Value.GetProperty("security").GetArrayLength() == 1, $"{operation.Name} {path} says nothing of security.");
                Assert.Contains(operation.Value.GetProperty("responses").EnumerateObject(), static response => response.Name.StartsWith('4'));
            }
        }

        var message = paths.GetProperty("/v1/conversations/{id}/messages").GetProperty("post");
        Assert.True(message.GetProperty("requestBody").GetProperty("required").GetBoolean());
        Assert.True(message.GetProperty("responses").GetProperty("400").GetProperty("content").TryGetProperty("application/problem+json", out _));
        Assert.True(document.GetProperty("components").GetProperty("securitySchemes").TryGetProperty("bearer", out _));
    }

    [Fact]
    public async Task Get_Metrics_HasTheFiguresThatTheLoadTestReads()
    {
        using var client = fixture.Gateway.Client("metrics");
        await client.ConversationAsync();
        var text = (await client.GetAsync("/metrics")).Text;
        foreach (var name in new[] { "process_cpu_seconds_total", "dotnet_gc_allocated_bytes_total", "http_server_request_duration_seconds_count", "orleansagents_sqlite_commits_total" })
        {
            Assert.Contains(text.Split('\n'), line => line.StartsWith($"{name} ", StringComparison.Ordinal) || line.StartsWith($"{name}{{", StringComparison.Ordinal));
        }
    }
}
