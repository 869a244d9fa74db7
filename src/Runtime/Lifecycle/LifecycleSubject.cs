using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Orleans;

/// <summary>
/// Starts observers stage by stage from the lowest, all of one stage together, and stops them in the opposite order.
/// A failed start ends the sequence: stopping then begins at the stage that failed, because some of its observers may have
/// started. A failed stop is logged and the lower stages are stopped all the same.
/// </summary>
public abstract partial class LifecycleSubject : ILifecycleSubject
{
    private readonly Lock _lock = new();
    private readonly List<Subscription> _subscriptions = [];

    /// <summary>The stage that was last begun, in either direction; null before the start.</summary>
    private int? _reachedStage;

    protected LifecycleSubject(ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(logger);
        Logger = logger;
    }

    protected readonly ILogger Logger;

    /// <summary>Measures how long stages take.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <exception cref="InvalidOperationException">The lifecycle has started.</exception>
    public virtual IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        lock (_lock)
        {
            if (_reachedStage is { } reached)
            {
                throw new InvalidOperationException(
                    $"Observer '{observerName}' can not subscribe to stage {GetStageName(stage)}: the lifecycle has reached stage {GetStageName(reached)}. Subscribe before it starts.");
            }

            var subscription = new Subscription(stage, observer);
            _subscriptions.Add(subscription);
            return subscription;
        }
    }

    /// <exception cref="InvalidOperationException">The lifecycle has started before.</exception>
    /// <exception cref="OrleansLifecycleCanceledException">Cancelled between two stages.</exception>
    public virtual async Task OnStart(CancellationToken cancellationToken = default)
    {
        foreach (var stage in Begin())
        {
            if (cancellationToken.IsCancellationRequested)
                throw new OrleansLifecycleCanceledException($"The start was cancelled before stage {GetStageName(stage.Key)}.");
            _reachedStage = stage.Key;
            var begun = Time.GetTimestamp();
            try
            {
                await Task.WhenAll(stage.Select(subscription => Guard(observer => observer.OnStart(cancellationToken), subscription)));
            }
            catch (Exception exception)
            {
                LogStartFailed(Logger, exception, GetStageName(stage.Key));
                throw;
            }

            PerfMeasureOnStart(stage.Key, Time.GetElapsedTime(begun));
            OnStartStageCompleted(stage.Key);
        }
    }

    /// <summary>Does nothing if the lifecycle has not started. A cancelled token does not end it: observers see the token and hurry.</summary>
    public virtual async Task OnStop(CancellationToken cancellationToken = default)
    {
        if (_reachedStage is not { } reached) return;
        foreach (var stage in Stages().Where(stage => stage.Key <= reached).Reverse())
        {
            _reachedStage = stage.Key;
            var begun = Time.GetTimestamp();
            try
            {
                await Task.WhenAll(stage.Select(subscription => Guard(observer => CallObserverStopAsync(observer, cancellationToken), subscription)));
            }
            catch (Exception exception)
            {
                LogStopFailed(Logger, exception, GetStageName(stage.Key));
            }

            PerfMeasureOnStop(stage.Key, Time.GetElapsedTime(begun));
            OnStopStageCompleted(stage.Key);
        }
    }

    protected virtual Task CallObserverStopAsync(ILifecycleObserver observer, CancellationToken cancellationToken) => observer.OnStop(cancellationToken);

    protected virtual void OnStartStageCompleted(int stage)
    {
    }

    protected virtual void OnStopStageCompleted(int stage)
    {
    }

    protected virtual void PerfMeasureOnStart(int stage, TimeSpan elapsed) => LogStarted(Logger, GetStageName(stage), elapsed);

    protected virtual void PerfMeasureOnStop(int stage, TimeSpan elapsed) => LogStopped(Logger, GetStageName(stage), elapsed);

    protected virtual string GetStageName(int stage) => stage.ToString(CultureInfo.InvariantCulture);

    /// <summary>The integer constants of a type, by value, each as "Name (value)".</summary>
    protected static ImmutableDictionary<int, string> GetStageNames(Type type)
    {
        var names = ImmutableDictionary.CreateBuilder<int, string>();
        foreach (var field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        {
            if (field is { IsLiteral: true } && field.GetRawConstantValue() is int value)
                names[value] = string.Create(CultureInfo.InvariantCulture, $"{field.Name} ({value})");
        }

        return names.ToImmutable();
    }

    private IEnumerable<IGrouping<int, Subscription>> Begin()
    {
        lock (_lock)
        {
            if (_reachedStage is { } reached) throw new InvalidOperationException($"The lifecycle has started before; it has reached stage {GetStageName(reached)}.");
            _reachedStage = int.MinValue;
        }

        return Stages();
    }

    /// <summary>No lock: nothing subscribes after the start.</summary>
    private IEnumerable<IGrouping<int, Subscription>> Stages() => _subscriptions.GroupBy(subscription => subscription.Stage).OrderBy(stage => stage.Key);

    /// <summary>Turns an observer's immediate exception into a failed task, so that the others of its stage still run.</summary>
    private static async Task Guard(Func<ILifecycleObserver, Task> call, Subscription subscription)
    {
        if (subscription.Observer is { } observer) await (call(observer) ?? Task.CompletedTask);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Lifecycle stage {Stage} failed to start; the stages above it do not start.")]
    private static partial void LogStartFailed(ILogger logger, Exception exception, string stage);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lifecycle stage {Stage} failed to stop; the stages below it are stopped all the same.")]
    private static partial void LogStopFailed(ILogger logger, Exception exception, string stage);

    [LoggerMessage(Level = LogLevel.Trace, Message = "Lifecycle stage {Stage} started in {Elapsed}.")]
    private static partial void LogStarted(ILogger logger, string stage, TimeSpan elapsed);

    [LoggerMessage(Level = LogLevel.Trace, Message = "Lifecycle stage {Stage} stopped in {Elapsed}.")]
    private static partial void LogStopped(ILogger logger, string stage, TimeSpan elapsed);

    private sealed class Subscription(int stage, ILifecycleObserver observer) : IDisposable
    {
        public int Stage => stage;

        public ILifecycleObserver? Observer { get; private set; } = observer;

        public void Dispose() => Observer = null;
    }
}
