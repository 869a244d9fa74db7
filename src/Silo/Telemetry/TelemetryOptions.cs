using Microsoft.Extensions.Options;

namespace OrleansAgents.Silo;

/// <summary>What leaves the process as telemetry; section <c>Telemetry</c>.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Telemetry";

    /// <summary>Whether what people write, search texts among it, may be part of traces. Off: telemetry is read by more people than messages are.</summary>
    public bool MessageText { get; set; }
}

/// <summary>There is nothing to refuse: a word that is no truth value fails when it is bound.</summary>
internal sealed class TelemetryOptionsValidator : IValidateOptions<TelemetryOptions>
{
    public ValidateOptionsResult Validate(string? name, TelemetryOptions options) => ValidateOptionsResult.Success;
}
