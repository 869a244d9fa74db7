using OrleansAgents.Simulation.Engine;
using Orleans.Storage;

namespace OrleansAgents.Simulation.Stores;

/// <summary>What grains have written, with ETags that are never used again; shared by all silos.</summary>
internal sealed class SimRecords
{
    private long _etags;

    /// <summary>How likely a write takes effect and its answer is lost.</summary>
    public double LostAnswers { get; set; } = 0.005;

    /// <summary>How likely a write takes up to three seconds.</summary>
    public double SlowWrites { get; set; } = 0.01;

    public Dictionary<GrainId, (string ETag, long[] Calls)> Rows { get; } = [];

    public string NextETag() => $"e{++_etags}";
}

/// <summary>The storage provider of one silo.</summary>
internal sealed class SimGrainStorage(Node node, SimRecords records, Checks.Checks checks) : IGrainStorage
{
    // Of those that can be paused.
    private const double PausedWrites = 0.2;

    private readonly SeededRandom _random = new(Mixing.Mix(node.Id, 99));

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Travel();
        if (records.Rows.TryGetValue(grainId, out var row))
        {
            grainState.State = (T)(object)new Grains.Tally { Calls = [.. row.Calls] };
            grainState.ETag = row.ETag;
            grainState.RecordExists = true;
        }
        else
        {
            grainState.State = Activator.CreateInstance<T>();
            grainState.ETag = null;
            grainState.RecordExists = false;
        }

        await Travel();
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var (etag, calls) = (grainState.ETag, ((Grains.Tally)(object)grainState.State!).Calls.ToArray());
        var committed = new TaskCompletionSource<string>();

        // The lease has been looked at, and the write leaves when the process is awake again: what protects the state then is its ETag.
        if (checks.PausesSegments && Segment.Current is not null && _random.Chance(PausedWrites)) checks.PauseHere(node, "pause between check and write", grainId.Key.ToString()!, _random.Next());

        // The write is under way on its own: neither a pause nor a crash of the silo holds it back.
        node.World.After(Delay(), () =>
        {
            if (!node.MayRun()) checks.Count(Checks.Situation.WritePastFence);
            var stored = records.Rows.GetValueOrDefault(grainId);
            if (stored.ETag != etag)
            {
                checks.Count("write refused by its ETag");
                committed.TrySetException(new InconsistentStateException("The record has changed.", stored.ETag, etag));
                return;
            }

            var next = records.NextETag();
            records.Rows[grainId] = (next, calls);
            if (_random.Chance(records.LostAnswers) && checks.Count("answer lost: write of state")) committed.TrySetException(new IOException("The answer to the write was lost."));
            else committed.TrySetResult(next);
        });
        grainState.ETag = await committed.Task;
        grainState.RecordExists = true;
        await Travel();
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException("The grains of the simulation clear nothing.");

    private TimeSpan Delay() => _random.Between(TimeSpan.FromMilliseconds(0.2), TimeSpan.FromMilliseconds(4)) + (_random.Chance(records.SlowWrites) ? TimeSpan.FromSeconds(3 * _random.NextDouble()) : TimeSpan.Zero);

    // Delays are whole milliseconds, and one of none would not end the segment that waits for it.
    private Task Travel() => Task.Delay(TimeSpan.FromMilliseconds(1) + (Delay() / 2), node.Time);
}
