using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Runtime;

// From the first turn to the last: construction, OnActivateAsync, OnDeactivateAsync. Every method here runs inside the activation's turns unless it says otherwise.
internal sealed partial class Activation
{
    /// <summary>Asks for the end of the activation once its running turns have ended. From any thread.</summary>
    public void RequestDeactivation(DeactivationReason reason)
    {
        if (Current == this) Request(reason);
        else Post(TaskItem.For(static state => (((Activation, DeactivationReason))state!).Item1.Request((((Activation, DeactivationReason))state).Item2), (this, reason)));
    }

    /// <summary>Completes when the activation has ended. From any thread.</summary>
    public Task WhenDeactivated()
    {
        if (_status == ActivationStatus.Invalid) return Task.CompletedTask;
        lock (this)
        {
            if (_status == ActivationStatus.Invalid) return Task.CompletedTask;
            return (Extras.Deactivated ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private void Request(DeactivationReason reason)
    {
        if (_deactivationRequested || _status >= ActivationStatus.Deactivating) return;
        _deactivationRequested = true;
        lock (this) Extras.Reason = reason;
        if (_turns.Running == 0 && _status is ActivationStatus.Valid) BeginDeactivation();
        else if (_status is ActivationStatus.Created) End();
    }

    private void BeginActivation()
    {
        _status = ActivationStatus.Activating;
        try
        {
            _instance = Class.CreateInstance(this);
            if (Class.ActivatesAtOnce && _extras is not { Lifecycle: not null } and not { Rehydration: not null })
            {
                BecomeValid();
                return;
            }
        }
        catch (Exception failure)
        {
            FailActivation(failure);
            return;
        }

        _ = ActivateAsync();
    }

    private async Task ActivateAsync()
    {
        using var limit = new CancellationTokenSource(Silo.Options.ActivationTimeout, Silo.Services.Time);
        try
        {
            if (_extras?.Rehydration is { } state) Rehydrate(state);
            if (_extras?.Lifecycle is { } lifecycle) await lifecycle.OnStart(limit.Token);
            if (_instance is IGrainBase grain) await grain.OnActivateAsync(limit.Token);
        }
        catch (Exception failure)
        {
            FailActivation(failure);
            return;
        }

        BecomeValid();
    }

    private void BecomeValid()
    {
        _status = ActivationStatus.Valid;
        WasValid = true;
        SiloRuntime.Activated(this);
        if (!_deactivationRequested) StartWaiting();
        else if (MayGoOn()) BeginDeactivation();
    }

    /// <summary>The grain could not be made. Its callers get the exception as it is, and the next call tries again with a new activation.</summary>
    private void FailActivation(Exception failure)
    {
        Silo.Log.ActivationFailed(GrainId, failure);
        SiloMeter.FailedActivations.Add(1, Class.MetricTag);
        _status = ActivationStatus.Invalid;
        Silo.Forget(this);
        while (_turns.TakeAny() is { } turn) turn.Abandon(this, failure);
        _ = DisposeAsync();
    }

    private void BeginDeactivation()
    {
        _status = ActivationStatus.Deactivating;
        if (Class.DeactivatesAtOnce && _extras is null or { Lifecycle: null, Scope: null, IsMigrating: false } && _instance is not (IDisposable or IAsyncDisposable))
        {
            End();
            return;
        }

        _ = DeactivateAsync();
    }

    private async Task DeactivateAsync()
    {
        using var limit = new CancellationTokenSource(Silo.Options.DeactivationTimeout, Silo.Services.Time);
        if (_extras is { } extras)
        {
            foreach (var timer in extras.TakeTimers()) timer.Dispose();
        }

        try
        {
            if (_extras is { IsMigrating: true } moving) Dehydrate(moving);
            if (_instance is IGrainBase grain) await grain.OnDeactivateAsync(_extras?.Reason ?? default, limit.Token);
        }
        catch (Exception failure)
        {
            Silo.Log.DeactivationFailed(GrainId, failure);
        }

        try
        {
            if (_extras?.Lifecycle is { } lifecycle) await lifecycle.OnStop(limit.Token);
        }
        catch (Exception failure)
        {
            Silo.Log.DeactivationFailed(GrainId, failure);
        }

        await DisposeAsync();
        End();
    }

    private async Task DisposeAsync()
    {
        try
        {
            if (_extras is { } extras)
            {
                foreach (var timer in extras.TakeTimers()) timer.Dispose();
            }

            if (_instance is IAsyncDisposable asyncDisposable) await asyncDisposable.DisposeAsync();
            else if (_instance is IDisposable disposable) disposable.Dispose();
            if (_extras?.Scope is IAsyncDisposable scope) await scope.DisposeAsync();
            else _extras?.Scope?.Dispose();
        }
        catch (Exception failure)
        {
            Silo.Log.DeactivationFailed(GrainId, failure);
        }
    }

    /// <summary>Leaves the table, then sends the calls that waited on their way again: they make the next activation, which thus never runs beside this one.</summary>
    private void End()
    {
        if (_extras is { } extras)
        {
            foreach (var timer in extras.TakeTimers()) timer.Dispose();
        }

        TaskCompletionSource? ended;
        lock (this)
        {
            _status = ActivationStatus.Invalid;
            ended = _extras?.Deactivated;
        }

        Silo.Forget(this);
        while (_turns.TakeAny() is { } turn) turn.Abandon(this, null);
        ended?.TrySetResult();
    }
}
