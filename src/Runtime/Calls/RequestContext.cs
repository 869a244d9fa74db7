using System.Collections.Immutable;

namespace Orleans.Runtime;

/// <summary>Values that travel with calls: what a caller sets is seen by the grains it calls, and by those that they call.</summary>
/// <remarks>A value set by a callee does not travel back. Values must be serializable to travel between silos.</remarks>
public static class RequestContext
{
    private static readonly AsyncLocal<RequestContextValues?> Flow = new();

    /// <summary>The names of the values set.</summary>
    public static IEnumerable<string> Keys => Flow.Value?.Values.Keys ?? [];

    /// <summary>The values set.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Entries => Flow.Value?.Values ?? ImmutableDictionary<string, object>.Empty;

    /// <summary>Names the call chain that may re-enter the grains which allowed it; <see cref="Guid.Empty"/> when there is none.</summary>
    public static Guid ReentrancyId
    {
        get => Flow.Value?.ReentrancyId ?? Guid.Empty;
        set => Flow.Value = RequestContextValues.Make(Flow.Value?.Values, value);
    }

    public static object? Get(string key) => Flow.Value?.Values.GetValueOrDefault(key);

    public static void Set(string key, object value)
    {
        var current = Flow.Value;
        Flow.Value = RequestContextValues.Make((current?.Values ?? ImmutableDictionary<string, object>.Empty).SetItem(key, value), current?.ReentrancyId ?? Guid.Empty);
    }

    /// <summary>Removes a value. True when it was set.</summary>
    public static bool Remove(string key)
    {
        var current = Flow.Value;
        if (current is null || !current.Values.ContainsKey(key)) return false;
        Flow.Value = RequestContextValues.Make(current.Values.Remove(key), current.ReentrancyId);
        return true;
    }

    public static void Clear()
    {
        if (Flow.Value is not null) Flow.Value = null;
    }

    /// <summary>Until the section is disposed, calls made by this grain, and the calls that follow from them, may re-enter this grain although it is not reentrant.</summary>
    public static ReentrancySection AllowCallChainReentrancy()
    {
        var before = ReentrancyId;
        var ids = Activation.Current?.Silo.Services.Ids ?? IdSource.System;
        var id = before == Guid.Empty ? ids.NewGuid() : before;
        ReentrancyId = id;
        return new ReentrancySection(before, id);
    }

    /// <summary>Until the section is disposed, calls made by this grain may not re-enter the grains that allowed it before.</summary>
    public static ReentrancySection SuppressCallChainReentrancy()
    {
        var before = ReentrancyId;
        ReentrancyId = Guid.Empty;
        return new ReentrancySection(before, Guid.Empty);
    }

    internal static RequestContextValues? Capture() => Flow.Value;

    internal static void Restore(RequestContextValues? values) => Flow.Value = values;

    /// <summary>A span of code in which call chain reentrancy is allowed or suppressed.</summary>
    public readonly struct ReentrancySection : IDisposable
    {
        private readonly Guid _before;
        private readonly Guid _id;
        private readonly Activation? _activation;

        /// <summary>Opens a section.</summary>
        public ReentrancySection(Guid originalReentrancyId, Guid newReentrancyId)
        {
            _before = originalReentrancyId;
            _id = newReentrancyId;
            if (newReentrancyId == Guid.Empty) return;
            _activation = Activation.Current;
            _activation?.EnterReentrantSection(newReentrancyId);
        }

        public void Dispose()
        {
            ReentrancyId = _before;
            _activation?.LeaveReentrantSection(_id);
        }
    }
}

/// <summary>An immutable snapshot of the request context.</summary>
internal sealed record RequestContextValues(ImmutableDictionary<string, object> Values, Guid ReentrancyId)
{
    public static RequestContextValues? Make(ImmutableDictionary<string, object>? values, Guid reentrancyId) =>
        values is null or { IsEmpty: true } && reentrancyId == Guid.Empty ? null : new RequestContextValues(values ?? ImmutableDictionary<string, object>.Empty, reentrancyId);
}
