using System.ClientModel;
using System.Globalization;
using System.Net;
using OrleansAgents.Grains.Model;

namespace OrleansAgents.Connectors.Model;

/// <summary>What a failure of the client means. Everything that a client can throw means something: the list ends with what cannot be read.</summary>
internal static class ModelFailures
{
    /// <summary>How a turn ends by a failure.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="hasBegun">Whether something of the answer had come.</param>
    public static ModelEnding EndingOf(Exception failure, bool hasBegun) => failure switch
    {
        OperationCanceledException => ModelEnding.Slow,
        _ when TooLargeException.IsCauseOf(failure) => ModelEnding.OverBudget,
        ClientResultException { Status: (int)HttpStatusCode.TooManyRequests or (int)HttpStatusCode.ServiceUnavailable or 529 } => ModelEnding.Busy,
        ClientResultException { Status: (int)HttpStatusCode.RequestTimeout or (int)HttpStatusCode.GatewayTimeout } => ModelEnding.Slow,
        ClientResultException => hasBegun ? ModelEnding.BrokenOff : ModelEnding.Unreachable,
        AggregateException { InnerException: { } inner } => EndingOf(inner, hasBegun),
        HttpRequestException or IOException => hasBegun ? ModelEnding.BrokenOff : ModelEnding.Unreachable,
        _ => ModelEnding.Malformed,
    };

    /// <summary>How long the endpoint asks to be left alone; null if it does not say.</summary>
    public static TimeSpan? RetryAfter(Exception failure, DateTimeOffset now)
    {
        if (failure is not ClientResultException refused || refused.GetRawResponse()?.Headers.TryGetValue("Retry-After", out var value) != true || value is null)
        {
            return null;
        }

        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at > now ? at - now : null;
    }
}
