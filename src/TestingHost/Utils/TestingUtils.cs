using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Orleans.TestingHost.Utils;

/// <summary>Waiting for what a test cannot hear of.</summary>
public static class TestingUtils
{
    private static readonly TimeSpan DelayDefault = TimeSpan.FromSeconds(1);

    /// <param name="predicate">Asked until it is true. Its argument is true at the last time, so that it can say by an exception what is wrong.</param>
    /// <param name="delayOnFail">Between two times; a second unless given.</param>
    public static Task WaitUntilAsync(Func<bool, Task<bool>> predicate, TimeSpan timeout, TimeSpan? delayOnFail = null)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return WaitUntilAsync((isLast, _) => predicate(isLast), timeout, delayOnFail, CancellationToken.None, predicate.Method.Name);
    }

    /// <inheritdoc cref="WaitUntilAsync(Func{bool, Task{bool}}, TimeSpan, TimeSpan?)"/>
    /// <exception cref="TimeoutException">It was false to the last.</exception>
    public static async Task WaitUntilAsync(
        Func<bool, CancellationToken, Task<bool>> predicate,
        TimeSpan timeout,
        TimeSpan? delayOnFail = null,
        CancellationToken cancellationToken = default,
        [CallerArgumentExpression(nameof(predicate))] string? predicateExpression = null)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        if (await Repeat(predicate, timeout, delayOnFail, cancellationToken)) return;
        throw new TimeoutException($"'{predicateExpression}' was not true within {timeout}.");
    }

    /// <summary>True as soon as <paramref name="predicate"/> is, false if it is not within the time.</summary>
    public static Task<bool> WaitUntilSucceededAsync(Func<CancellationToken, Task<bool>> predicate, TimeSpan timeout, TimeSpan? delayOnFail = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return Repeat((_, token) => predicate(token), timeout, delayOnFail, cancellationToken);
    }

    public static TimeSpan Multiply(TimeSpan time, double value) => time * value;

    private static async Task<bool> Repeat(Func<bool, CancellationToken, Task<bool>> predicate, TimeSpan timeout, TimeSpan? delayOnFail, CancellationToken cancellationToken)
    {
        var delay = delayOnFail ?? DelayDefault;
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var isLast = Stopwatch.GetElapsedTime(start) + delay >= timeout;
            if (await predicate(isLast, cancellationToken)) return true;
            if (isLast) return false;
            await Task.Delay(delay, cancellationToken);
        }
    }
}
