using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OrleansAgents.Silo;

/// <summary>Traces and metrics of a process: whose they are, and where they go.</summary>
internal static class ProcessTelemetry
{
    /// <summary>Spans of the assistant itself: turns, plans, skills.</summary>
    public const string ActivitySourceName = "OrleansAgents.Assistant";

    /// <summary>Where the standard variable names a collector, everything is sent there too.</summary>
    private const string CollectorSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string[] Sources =
    [
        ActivitySourceName, "Microsoft.AspNetCore", "System.Net.Http",
        "Microsoft.Orleans.Application", "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Storage",
    ];

    private static readonly string[] Meters =
    [
        "OrleansAgents.*", "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime",
    ];

    public static void AddProcessTelemetry(this IHostApplicationBuilder builder)
    {
        // Without this switch, server spans carry neither route nor status.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        builder.Services.AddSettings<TelemetryOptions, TelemetryOptionsValidator>(TelemetryOptions.Section);
        var messageText = builder.Configuration.ReadSettings(TelemetryOptions.Section, new TelemetryOptionsValidator()).MessageText;
        PrometheusText prometheus = new();
        builder.Services.AddSingleton(prometheus);
        builder.Services.AddSingleton<ProcessMetrics>();
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(static resource => resource.AddService("orleansagents").AddEnvironmentVariableDetector())
            .WithTracing(tracing =>
            {
                tracing.AddSource(Sources);
                if (!messageText)
                {
                    tracing.AddProcessor(new SearchTextRemoval());
                }
            })
            .WithMetrics(metrics => metrics
                .AddMeter(Meters)
                .AddInstrumentation(static services => services.GetRequiredService<ProcessMetrics>())
                .AddReader(new BaseExportingMetricReader(prometheus)));
        if (!string.IsNullOrWhiteSpace(builder.Configuration[CollectorSetting]))
        {
            telemetry.UseOtlpExporter();
        }
    }

    /// <summary>A search is written by a person like a message, and an address carries it.</summary>
    private sealed class SearchTextRemoval : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            data.SetTag("url.query", null);
            data.SetTag("http.target", null);
        }
    }
}
