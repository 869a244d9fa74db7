using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace OrleansAgents.Storage;

/// <summary>Conditional writes over a network that loses, delays and doubles requests.</summary>
/// <remarks>
/// <para>
/// Problem. A write names the ETag that it replaces. Its request is sent, the record changes, and the answer is lost. The pipeline tries
/// again, as it should, and the service refuses: the record is no longer the one that the write names. Taken at its word, that answer
/// blames another activation for what this write itself did, and the grain's caller is told that nothing was stored.
/// </para>
/// <para>
/// Scheme. Each write carries a fresh id that is stored within the record, in the same atomic step. A refused write reads the record: if
/// it carries the write's own id, the write is done and the ETag found is its result. Otherwise somebody else has written. This is
/// read after every refusal, not only after a second try: a proxy or a connection pool may have sent the request twice on its own, and the
/// text of a conflict names the stored ETag anyway.
/// </para>
/// <para>
/// What stays open. If a lost answer's write was stored and another activation has already replaced it, its id is gone: that is reported
/// as the conflict which it is, with the remark that the write may have been stored first. If the tries end without an answer, or the
/// record cannot be read after a refusal, the outcome is unknown; <see cref="AzureWriteOutcomeUnknownException"/> ends the activation,
/// so that no turn goes on from a guess. A try that arrives late, after its write's fate is settled, cannot do harm: the ETag it names is
/// gone. The exception is a late first write of a record that was written by a second try and then removed by a clear; storages
/// that keep cleared records (<see cref="AzureStorageOptions.DeleteStateOnClear"/> false) are safe from it.
/// </para>
/// <para>
/// Removal leaves nothing that could carry an id. A record that is missing when it is to be removed counts as removed: whoever did
/// it, what is stored and what this activation then holds are the same.
/// </para>
/// </remarks>
internal sealed partial class AzureRecordWrites(AzureRecords records, ILogger logger)
{
    /// <returns>The record's new ETag.</returns>
    public Task<string?> WriteAsync(AzureRecordKey key, byte[] json, string? expected) => PutAsync(key, json, expected);

    /// <returns>The ETag of what is left: null if that is nothing.</returns>
    public async Task<string?> ClearAsync(AzureRecordKey key, string? expected, bool delete)
    {
        // Clearing what this activation has never seen makes no record; it succeeds if there is none to clear.
        if (expected is null)
        {
            var stored = await records.ReadAsync(key);
            return stored.Json is null ? stored.ETag : throw Conflict(key, stored.ETag, expected);
        }

        if (!delete)
        {
            return await PutAsync(key, json: null, expected);
        }

        await RequirePlausibleAsync(key, expected);
        var answer = await AttemptAsync(key, expected, () => records.DeleteAsync(key, expected));
        if (answer.Done)
        {
            return null;
        }

        // Blobs refuse the condition where there is nothing to compare with.
        var left = await ReadAfterRefusalAsync(key, expected);
        return left.ETag is null ? null : throw Conflict(key, left.ETag, expected);
    }

    private async Task<string?> PutAsync(AzureRecordKey key, byte[]? json, string? expected)
    {
        await RequirePlausibleAsync(key, expected);
        var writeId = Guid.NewGuid().ToString("N");
        var answer = await AttemptAsync(key, expected, () => records.WriteAsync(key, json, expected, writeId));
        if (answer.Done)
        {
            return answer.ETag;
        }

        var stored = await ReadAfterRefusalAsync(key, expected);
        if (stored.WriteId == writeId)
        {
            LogFoundOwnWrite(logger, key, records.Place);
            return stored.ETag;
        }

        throw Conflict(key, stored.ETag, expected, answer.MayHaveRunBefore ? " An earlier try of this write got no answer and may have been stored before that." : "");
    }

    private async Task RequirePlausibleAsync(AzureRecordKey key, string? expected)
    {
        if (expected is not null && !records.CouldBeETag(expected))
        {
            throw Conflict(key, (await records.ReadAsync(key)).ETag, expected);
        }
    }

    private static async Task<AzureWriteAnswer> AttemptAsync(AzureRecordKey key, string? expected, Func<Task<AzureWriteAnswer>> request)
    {
        try
        {
            return await request();
        }
        catch (AzureStorageException failure) when (failure.MayHaveRun)
        {
            throw Unknown(key, expected, failure);
        }
    }

    private async Task<AzureRecord> ReadAfterRefusalAsync(AzureRecordKey key, string? expected)
    {
        try
        {
            return await records.ReadAsync(key);
        }
        catch (AzureStorageException failure)
        {
            throw Unknown(key, expected, failure);
        }
    }

    private static InconsistentStateException Conflict(AzureRecordKey key, string? stored, string? expected, string remark = "")
        => new(
            $"{key} was changed by another activation: stored is ETag {stored ?? "none"}, this activation holds {expected ?? "none"}.{remark} "
            + "The activation ends and the next one reads the record anew.",
            stored,
            expected);

    private static AzureWriteOutcomeUnknownException Unknown(AzureRecordKey key, string? expected, AzureStorageException failure)
        => new(
            $"{key} may or may not have been stored over ETag {expected ?? "none"}: {failure.Message} The activation ends and the next one reads the record anew; "
            + "read before you repeat what must not happen twice.",
            expected,
            failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Record} was stored in {Place} by a try whose answer was lost; the refusal of the next try is settled.")]
    private static partial void LogFoundOwnWrite(ILogger logger, AzureRecordKey record, string place);
}
