using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Runtime;

/// <summary>What only some activations have.</summary>
internal sealed class ActivationExtras
{
    private Dictionary<Type, object>? _components;
    private Dictionary<Guid, int>? _reentrantSections;
    private HashSet<GrainTimer>? _timers;

    public IServiceScope? Scope { get; set; }

    public GrainLifecycle? Lifecycle { get; set; }

    /// <summary>Until this tick the activation is not collected; from <c>DelayDeactivation</c>.</summary>
    public int KeepUntil { get; set; }

    /// <summary>True after a call of <c>DelayDeactivation</c> that has not been taken back.</summary>
    public bool HasKeepUntil { get; set; }

    public DeactivationReason Reason { get; set; }

    public TaskCompletionSource? Deactivated { get; set; }

    public ActivationId? ActivationId { get; set; }

    public GrainReference? Reference { get; set; }

    /// <summary>State handed over by the activation that went before.</summary>
    public MigrationContext? Rehydration { get; set; }

    public bool IsMigrating { get; set; }

    public object? GetComponent(Type type)
    {
        lock (this) return _components?.GetValueOrDefault(type);
    }

    public void SetComponent(Type type, object? component)
    {
        lock (this)
        {
            if (component is null) _components?.Remove(type);
            else (_components ??= [])[type] = component;
        }
    }

    public bool AllowsReentrancy(Guid id) => _reentrantSections is { } sections && sections.ContainsKey(id);

    public void EnterReentrantSection(Guid id)
    {
        _reentrantSections ??= [];
        _reentrantSections[id] = _reentrantSections.GetValueOrDefault(id) + 1;
    }

    public void LeaveReentrantSection(Guid id)
    {
        if (_reentrantSections is not { } sections || !sections.TryGetValue(id, out var open)) return;
        if (open > 1) sections[id] = open - 1;
        else sections.Remove(id);
    }

    public void AddTimer(GrainTimer timer)
    {
        lock (this) (_timers ??= []).Add(timer);
    }

    public void RemoveTimer(GrainTimer timer)
    {
        lock (this) _timers?.Remove(timer);
    }

    public GrainTimer[] TakeTimers()
    {
        lock (this)
        {
            GrainTimer[] timers = _timers is null ? [] : [.. _timers];
            _timers = null;
            return timers;
        }
    }
}
