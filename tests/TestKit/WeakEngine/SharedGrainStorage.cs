using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Storage;

namespace OrleansAgents.TestKit;

/// <summary>Grain storage outside of the clusters, as a database is: both activations of a split grain see it, and it survives any silo. Checks ETags.</summary>
public sealed class SharedGrainStorage
{
    private readonly ConcurrentDictionary<(string State, GrainId Grain), (byte[]? Payload, long ETag)> _records = new();
    private long _lastETag;

    /// <summary>The storage as one silo's services use it.</summary>
    public IGrainStorage For(IServiceProvider services) => new Storage(this, services.GetRequiredService<Serializer>());

    private sealed class Storage(SharedGrainStorage shared, Serializer serializer) : IGrainStorage
    {
        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            var found = shared._records.TryGetValue((stateName, grainId), out var record);
            grainState.ETag = found ? Text(record.ETag) : null!;
            grainState.RecordExists = record.Payload is not null;
            grainState.State = record.Payload is { } payload ? Read<T>(payload) : Activator.CreateInstance<T>();
            return Task.CompletedTask;
        }

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            grainState.ETag = Put(stateName, grainId, grainState.ETag, Write(grainState.State));
            grainState.RecordExists = true;
            return Task.CompletedTask;
        }

        /// <summary>Leaves a tombstone: who has not seen the removal must not write as if there had never been a record.</summary>
        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            grainState.ETag = Put(stateName, grainId, grainState.ETag, null);
            grainState.RecordExists = false;
            grainState.State = Activator.CreateInstance<T>();
            return Task.CompletedTask;
        }

        private string Put(string stateName, GrainId grainId, string? etag, byte[]? payload)
        {
            var next = (Payload: payload, ETag: Interlocked.Increment(ref shared._lastETag));
            var key = (stateName, grainId);
            while (true)
            {
                if (!shared._records.TryGetValue(key, out var stored))
                {
                    if (etag is not null) throw Inconsistent(key, null, etag);
                    if (shared._records.TryAdd(key, next)) return Text(next.ETag);
                }
                else
                {
                    if (Text(stored.ETag) != etag) throw Inconsistent(key, stored.ETag, etag);
                    if (shared._records.TryUpdate(key, next, stored)) return Text(next.ETag);
                }
            }
        }

        private byte[] Write<T>(T state) => serializer.CanSerialize<T>() ? serializer.SerializeToArray(state) : JsonSerializer.SerializeToUtf8Bytes(state);

        private T Read<T>(byte[] payload) => (serializer.CanSerialize<T>() ? serializer.Deserialize<T>(payload) : JsonSerializer.Deserialize<T>(payload))!;

        private static string Text(long etag) => etag.ToString(CultureInfo.InvariantCulture);

        private static InconsistentStateException Inconsistent((string State, GrainId Grain) key, long? stored, string? etag) =>
            new($"State '{key.State}' of grain {key.Grain} has the ETag {stored?.ToString(CultureInfo.InvariantCulture) ?? "none"}, and the writer holds {etag ?? "none"}.", stored?.ToString(CultureInfo.InvariantCulture), etag);
    }
}
