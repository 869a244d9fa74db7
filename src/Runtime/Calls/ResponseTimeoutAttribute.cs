using System.Globalization;

namespace Orleans;

/// <summary>How long a caller of this method waits for its response, instead of <c>MessagingOptions.ResponseTimeout</c>.</summary>
/// <param name="timeout">An invariant <see cref="TimeSpan"/> such as "00:05:00".</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ResponseTimeoutAttribute(string timeout) : Attribute
{
    public TimeSpan? Timeout { get; init; } = TimeSpan.Parse(timeout, CultureInfo.InvariantCulture);
}
