using Azure.Core;
using Orleans.Configuration;

namespace OrleansAgents.Storage;

/// <summary>Records as entities: the grain is the partition key, the state's name the row key.</summary>
internal sealed class AzureTableRecords(AzureTableStorageOptions options, string name, TimeProvider time) : AzureRecords
{
    private readonly AzureStorageClient _client = new(options, AzureService.Table, name, time);

    public override string Place => $"table '{options.TableName}' of {_client.Account}";

    public override async Task CreateAsync(CancellationToken cancellationToken)
    {
        AzureRequest request = new(RequestMethod.Post, "/Tables", AzureTableEntity.OfTable(options.TableName), [("Prefer", "return-no-content")]);
        var answer = await _client.SendAsync(request, Place, cancellationToken);
        if (answer.Status is not (201 or 204) && answer.ErrorCode != "TableAlreadyExists")
        {
            throw _client.Failure(answer, Place);
        }
    }

    public override async Task<AzureRecord> ReadAsync(AzureRecordKey key)
    {
        var answer = await _client.SendAsync(new(RequestMethod.Get, PathOf(key)), Place);
        return answer switch
        {
            { Status: 200 } => AzureTableEntity.Parse(answer.Body, key, Place),
            { Status: 404, ErrorCode: "ResourceNotFound" or "EntityNotFound" } => default,
            _ => throw _client.Failure(answer, Place),
        };
    }

    public override async Task<AzureWriteAnswer> WriteAsync(AzureRecordKey key, byte[]? json, string? expected, string writeId)
    {
        var (partition, row) = KeysOf(key);
        var entity = AzureTableEntity.Of(partition, row, json, writeId, key, Place);
        var answer = await _client.SendAsync(
            expected is null
                ? new(RequestMethod.Post, $"/{options.TableName}", entity, [("Prefer", "return-no-content")])
                : new(RequestMethod.Put, PathOf(key), entity, [("If-Match", expected)]),
            Place);
        return answer switch
        {
            { Status: 201 or 204 } => new(true, answer.ETag, answer.MayHaveRunBefore),
            { ErrorCode: "UpdateConditionNotSatisfied" or "EntityAlreadyExists" or "ResourceNotFound" or "EntityNotFound" } => new(false, null, answer.MayHaveRunBefore),
            _ => throw _client.Failure(answer, Place),
        };
    }

    public override async Task<AzureWriteAnswer> DeleteAsync(AzureRecordKey key, string expected)
    {
        var answer = await _client.SendAsync(new(RequestMethod.Delete, PathOf(key), null, [("If-Match", expected)]), Place);
        return answer switch
        {
            { Status: 204 } or { ErrorCode: "ResourceNotFound" or "EntityNotFound" } => new(true, null, answer.MayHaveRunBefore),
            { ErrorCode: "UpdateConditionNotSatisfied" } => new(false, null, answer.MayHaveRunBefore),
            _ => throw _client.Failure(answer, Place),
        };
    }

    public override bool CouldBeETag(string etag) => etag.StartsWith("W/", StringComparison.Ordinal) && IsQuoted(etag.AsSpan(2));

    private static (string Partition, string Row) KeysOf(AzureRecordKey key)
    {
        string[] parts = [.. key.Parts];
        return (string.Join('~', parts[..^1]), parts[^1]);
    }

    private string PathOf(AzureRecordKey key)
    {
        var (partition, row) = KeysOf(key);
        return $"/{options.TableName}(PartitionKey='{partition}',RowKey='{row}')";
    }
}
