using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using OrleansAgents.EndToEnd.Tests.Support;

namespace OrleansAgents.EndToEnd.Tests.Telemetry;

/// <summary>What a collector receives of one message.</summary>
public sealed class TraceTests
{
    private const string Secret = "a very private sentence";

    [Fact]
    public async Task Message_FromHttpToSkill_IsOneTraceAndCarriesNoWords()
    {
        await using var collector = await Collector.StartAsync();
        await using var gateway = await GatewayProcess.StartAsync([$"--OTEL_EXPORTER_OTLP_ENDPOINT={collector.Address}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"]);
        using var client = gateway.Client("traced");
        var id = await client.ConversationAsync();
        using (var stream = await client.StreamAsync(HttpMethod.Post, $"/v1/conversations/{id}/messages", ApiClient.Message(Secret)))
        {
            await stream.ToEndAsync();
        }

        await client.GetAsync($"/v1/conversations?q={Uri.EscapeDataString(Secret)}");
        await gateway.StopAsync();
        gateway.Services.GetRequiredService<TracerProvider>().ForceFlush();

        var spans = collector.Spans.ToList();
        var names = string.Join(", ", spans.Select(static s => s.Name).Distinct());
        var skill = spans.FirstOrDefault(static s => s.Name == "assistant.skill");
        Assert.True(skill is not null, names);

        // From the skill every parent is known, up to the request as the server saw it.
        var byId = spans.ToDictionary(static s => s.Id);
        List<string> path = [skill.Name];
        for (var span = skill; span.Name != "Microsoft.AspNetCore.Hosting.HttpRequestIn"; path.Add(span.Name))
        {
            Assert.True(byId.TryGetValue(span.Parent, out span!), $"The trace is broken above {string.Join(" < ", path)}; there are {names}");
            Assert.Equal(skill.Trace, span.Trace);
        }

        Assert.DoesNotContain(collector.Texts, static text => text.Contains(Secret, StringComparison.Ordinal) || text.Contains(Uri.EscapeDataString(Secret), StringComparison.Ordinal));
    }
}
