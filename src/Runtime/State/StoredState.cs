using System.Diagnostics;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>
/// One activation's persistent state. It is at the same time what the grain holds, what the provider reads into, and what the
/// lifecycle and a migration talk to: one small object for each idle state instead of four.
/// </summary>
/// <remarks>
/// Operations of one state never overlap at the provider: each would start from an ETag that the other is about to replace, and the
/// second would fail for a conflict of the grain with itself. An operation that finds another one running waits for it; a write that
/// finds a write still waiting joins it, since that one will store the state as it then is. All members run in turns of the
/// activation, so no lock is needed.
/// </remarks>
internal sealed class StoredState<TState>(IGrainContext context, StoredStateKind<TState> kind)
    : IPersistentState<TState>, IGrainState<TState>, ILifecycleObserver, IGrainMigrationParticipant
{
    private TState? _state;
    private string? _etag;
    private Task? _last;
    private int _unfinished;
    private bool _hasInstance;
    private bool _isRead;
    private bool _recordExists;
    private bool _lastIsWaitingWrite;

    /// <inheritdoc/>
    public TState State
    {
        get => Instance()!;
        set => SetInstance(value);
    }

    /// <inheritdoc/>
    public string? Etag => _etag;

    /// <inheritdoc/>
    public bool RecordExists => _isRead
        ? _recordExists
        : throw new InvalidOperationException(
            $"State '{kind.Name}' of grain {context.GrainId} was not read yet: the runtime reads it after the grain's constructor and before OnActivateAsync; use RecordExists from there on.");

    TState? IGrainState<TState>.State
    {
        get => Instance();
        set => SetInstance(value);
    }

    string? IGrainState<TState>.ETag
    {
        get => _etag;
        set => _etag = value;
    }

    bool IGrainState<TState>.RecordExists
    {
        get => _recordExists;
        set => _recordExists = value;
    }

    /// <summary>True once the state was read, written by a migration, or cleared: there is nothing left to load.</summary>
    internal bool IsRead => _isRead;

    /// <inheritdoc/>
    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    /// <inheritdoc/>
    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    /// <inheritdoc/>
    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    /// <inheritdoc/>
    public Task ReadStateAsync(CancellationToken cancellationToken) => Start(StorageOperation.Read, cancellationToken);

    /// <inheritdoc/>
    public Task WriteStateAsync(CancellationToken cancellationToken) => Start(StorageOperation.Write, cancellationToken);

    /// <inheritdoc/>
    public Task ClearStateAsync(CancellationToken cancellationToken) => Start(StorageOperation.Clear, cancellationToken);

    /// <summary>Arranges that the state is read before the grain activates, and that it travels when the grain migrates.</summary>
    public void AttachToLifecycle()
    {
        var lifecycle = context.ObservableLifecycle;
        lifecycle.Subscribe(kind.MigrationKey, GrainLifecycleStage.SetupState, this);
        lifecycle.AddMigrationParticipant(this);
    }

    Task ILifecycleObserver.OnStart(CancellationToken cancellationToken)
        => _isRead ? Task.CompletedTask : Run(StorageOperation.Read, cancellationToken);

    Task ILifecycleObserver.OnStop(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A state that cannot be serialized stays behind: the next activation reads it from storage.</summary>
    public void OnDehydrate(IDehydrationContext dehydrationContext)
    {
        if (_isRead && _unfinished == 0)
        {
            dehydrationContext.TryAddValue(kind.MigrationKey, new GrainState<TState>(Instance(), _etag) { RecordExists = _recordExists });
        }
    }

    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (rehydrationContext.TryGetValue<GrainState<TState>>(kind.MigrationKey, out var travelled) && travelled is not null)
        {
            SetInstance(travelled.State);
            _etag = travelled.ETag;
            _recordExists = travelled.RecordExists;
            _isRead = true;
        }
    }

    /// <summary>The instance is made when somebody asks for it: nearly always the provider's read replaces it before that.</summary>
    private TState? Instance()
    {
        if (!_hasInstance)
        {
            SetInstance(StateInstance<TState>.Create());
        }

        return _state;
    }

    private void SetInstance(TState? value)
    {
        _state = value;
        _hasInstance = true;
    }

    private Task Start(StorageOperation operation, CancellationToken cancellationToken)
    {
        if (RuntimeContext.Current is null)
        {
            throw new InvalidOperationException(
                $"State '{kind.Name}' of grain {context.GrainId} was used outside the turns of its grain; stay on the grain's scheduler (no ConfigureAwait(false), no Task.Run).");
        }

        return Run(operation, cancellationToken);
    }

    /// <summary>Starts an operation as a turn would.</summary>
    internal Task Run(StorageOperation operation, CancellationToken cancellationToken)
    {
        Task task;
        if (_unfinished == 0)
        {
            _lastIsWaitingWrite = false;
            task = ExecuteAsync(operation, cancellationToken);
        }
        else
        {
            var joinable = operation == StorageOperation.Write && !cancellationToken.CanBeCanceled;
            if (joinable && _lastIsWaitingWrite)
            {
                return _last!;
            }

            _lastIsWaitingWrite = joinable;
            task = ExecuteAfterAsync(_last!, operation, cancellationToken);
        }

        // A finished operation must not be kept: it would cost more memory than the state object itself.
        _last = _unfinished > 0 ? task : null;
        return task;
    }

    private async Task ExecuteAfterAsync(Task previous, StorageOperation operation, CancellationToken cancellationToken)
    {
        _unfinished++;
        try
        {
            // The outcome of the previous operation is its own caller's business.
            await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (operation == StorageOperation.Write)
            {
                _lastIsWaitingWrite = false;
            }

            cancellationToken.ThrowIfCancellationRequested();
            await ExecuteAsync(operation, cancellationToken);
        }
        finally
        {
            Finish();
        }
    }

    private Task ExecuteAsync(StorageOperation operation, CancellationToken cancellationToken)
        => StorageTelemetry.IsObserved(operation) ? ExecuteObservedAsync(operation, cancellationToken) : ExecutePlainAsync(operation, cancellationToken);

    private async Task ExecuteObservedAsync(StorageOperation operation, CancellationToken cancellationToken)
    {
        using var activity = StorageTelemetry.StartActivity(operation, kind, context.GrainId);
        var started = kind.Time.GetTimestamp();
        try
        {
            await ExecutePlainAsync(operation, cancellationToken);
            StorageTelemetry.Completed(operation, kind, kind.Time.GetElapsedTime(started));
        }
        catch (Exception failure)
        {
            activity?.SetStatus(ActivityStatusCode.Error, failure.Message);
            throw;
        }
    }

    private async Task ExecutePlainAsync(StorageOperation operation, CancellationToken cancellationToken)
    {
        _unfinished++;
        try
        {
            // What crosses the await is allocated with every write, so memory storage is awaited here itself and not through its public face.
            if (operation == StorageOperation.Write && kind.Memory is not null)
            {
                var outcome = await kind.Memory.BeginWrite(kind.Name, context.GrainId, this);
                kind.Memory.EndWrite(kind.Name, context.GrainId, this, outcome);
            }
            else
            {
                // Rule R17: without a lease another silo may have the grain already.
                if (operation != StorageOperation.Read && (context as Activation)?.Silo.Lease is { } lease) await lease.WhenMaySend().WaitAsync(cancellationToken);
                await Call(operation, cancellationToken);
            }

            _isRead |= operation != StorageOperation.Write || _recordExists;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            StorageTelemetry.Failed(operation, kind);
            if (kind.OnFailure(operation, context.GrainId, failure) is { } wrapped)
            {
                throw wrapped;
            }

            throw;
        }
        finally
        {
            Finish();
        }
    }

    private Task Call(StorageOperation operation, CancellationToken cancellationToken) => operation switch
    {
        StorageOperation.Read => kind.Store.ReadStateAsync(kind.Name, context.GrainId, this, cancellationToken),
        StorageOperation.Write => kind.Store.WriteStateAsync(kind.Name, context.GrainId, this, cancellationToken),
        _ => kind.Store.ClearStateAsync(kind.Name, context.GrainId, this, cancellationToken),
    };

    private void Finish()
    {
        if (--_unfinished == 0)
        {
            _last = null;
        }
    }
}
