using Orleans.Concurrency;
using Orleans.Serialization;

namespace Orleans.Runtime;

/// <summary>How callers step through the results of a grain's <see cref="IAsyncEnumerable{T}"/> methods.</summary>
[Alias("orleans.enumeration")]
#pragma warning disable OA0004 // The codec of EnumerationCall is registered by the host, since it needs the host's interfaces.
internal interface IEnumerationExtension : IGrainExtension
{
    /// <summary>Starts a run of the method and yields its first items.</summary>
    [AlwaysInterleave]
    ValueTask<EnumerationStep> Start(Guid id, EnumerationCall call);

    /// <summary>Yields the next items.</summary>
    [AlwaysInterleave]
    ValueTask<EnumerationStep> MoveNext(Guid id);

    /// <summary>Ends a run before its end.</summary>
    [AlwaysInterleave]
    ValueTask Stop(Guid id);
}
#pragma warning restore OA0004

/// <summary>Some items of an enumeration.</summary>
/// <param name="Kind">Whether more may follow.</param>
/// <param name="Items">A <see cref="List{T}"/> of the items; null when there are none.</param>
[GenerateSerializer]
[Immutable]
internal readonly record struct EnumerationStep([property: Id(0)] EnumerationStepKind Kind, [property: Id(1)] object? Items);

[GenerateSerializer]
internal enum EnumerationStepKind
{
    /// <summary>Items, and perhaps more to come.</summary>
    More,

    /// <summary>No item came within the wait; ask again. A message that waited for ever would look like a lost one.</summary>
    Waiting,

    /// <summary>The last items.</summary>
    Completed,

    /// <summary>The activation does not know the run: it is not the one on which the run began, or the run was idle for too long.</summary>
    Unknown,
}

/// <summary>The running enumerations of one activation.</summary>
internal sealed class EnumerationExtension(IGrainContext context) : IEnumerationExtension
{
    // Runs that one activation may have at once; beyond it a caller that starts enumerations without ending them is told so.
    private const int RunsMax = 1_000;

    // A step answers after this long even if no item came, well before any response time-out.
    private static readonly TimeSpan StepWait = TimeSpan.FromSeconds(5);

    // A run whose caller asked for nothing for so long is given up: the caller is gone.
    private static readonly TimeSpan IdleMax = TimeSpan.FromMinutes(5);

    private readonly Activation _activation = (Activation)context;
    private readonly Dictionary<Guid, Run> _runs = [];
    private IGrainTimer? _sweep;

    public ValueTask<EnumerationStep> Start(Guid id, EnumerationCall call)
    {
        if (_runs.Count >= RunsMax) throw new LimitExceededException($"Grain {_activation.GrainId} has {_runs.Count} enumerations running (limit {RunsMax}). Dispose enumerators that are no longer read.");
        var cancellation = new CancellationTokenSource();
        var target = _activation.GrainInstance!;
        if (!call.Request.Descriptor.InterfaceType.IsInstanceOfType(target)) throw new OrleansException($"Grain {_activation.GrainId} does not implement {call.Request.Descriptor.InterfaceType}.");
        var run = new Run(((IEnumerationSource)call.Request).Start(target, cancellation.Token), cancellation) { LastUsed = _activation.Silo.Clock.Now };
        _runs.Add(id, run);
        _sweep ??= _activation.Silo.GrainRuntime.TimerRegistry.RegisterGrainTimer(_activation, static (extension, _) => extension.Sweep(), this, new GrainTimerCreationOptions(IdleMax, IdleMax) { Interleave = true });
        return Step(id, run);
    }

    public ValueTask<EnumerationStep> MoveNext(Guid id) => _runs.TryGetValue(id, out var run) ? Step(id, run) : new(new EnumerationStep(EnumerationStepKind.Unknown, null));

    public ValueTask Stop(Guid id) => _runs.Remove(id, out var run) ? End(run) : default;

    private static async ValueTask End(Run run)
    {
        await run.Cancellation.CancelAsync();
        await run.Enumeration.DisposeAsync();
        run.Cancellation.Dispose();
    }

    private async ValueTask<EnumerationStep> Step(Guid id, Run run)
    {
        try
        {
            run.LastUsed = _activation.Silo.Clock.Now;
            var step = await run.Enumeration.Next(StepWait, _activation.Silo.Services.Time);
            run.LastUsed = _activation.Silo.Clock.Now;
            if (step.Kind == EnumerationStepKind.Completed && _runs.Remove(id)) await End(run);
            return step;
        }
        catch
        {
            if (_runs.Remove(id)) await End(run);
            throw;
        }
    }

    private async Task Sweep()
    {
        var now = _activation.Silo.Clock.Now;
        foreach (var (id, run) in _runs.ToArray())
        {
            if (now - run.LastUsed > CoarseClock.ToTicks(IdleMax) && _runs.Remove(id)) await End(run);
        }

        if (_runs.Count > 0) return;
        _sweep?.Dispose();
        _sweep = null;
    }

    private sealed record Run(IEnumeration Enumeration, CancellationTokenSource Cancellation)
    {
        public int LastUsed { get; set; }
    }
}
