using System.Globalization;
using Azure.Core;
using Orleans.Configuration;

namespace OrleansAgents.Storage;

/// <summary>Records as block blobs: service/grain type/grain key/state.json. A cleared record is an empty blob.</summary>
internal sealed class AzureBlobRecords(AzureBlobStorageOptions options, string name, TimeProvider time) : AzureRecords
{
    private const string WriteIdHeader = "x-ms-meta-writeid";

    private readonly AzureStorageClient _client = new(options, AzureService.Blob, name, time);

    public override string Place => $"container '{options.ContainerName}' of {_client.Account}";

    public override async Task CreateAsync(CancellationToken cancellationToken)
    {
        var answer = await _client.SendAsync(new(RequestMethod.Put, $"/{options.ContainerName}?restype=container", []), Place, cancellationToken);
        if (answer.Status != 201 && answer.ErrorCode != "ContainerAlreadyExists")
        {
            throw _client.Failure(answer, Place);
        }
    }

    public override async Task<AzureRecord> ReadAsync(AzureRecordKey key)
    {
        var answer = await _client.SendAsync(new(RequestMethod.Get, PathOf(key)), Place);
        return answer switch
        {
            { Status: 200 } => new AzureRecord(answer.Body.Length == 0 ? null : (ReadOnlyMemory<byte>?)answer.Body, answer.ETag, answer.Header(WriteIdHeader)),
            { Status: 404, ErrorCode: "BlobNotFound" } => default,
            _ => throw _client.Failure(answer, Place),
        };
    }

    public override async Task<AzureWriteAnswer> WriteAsync(AzureRecordKey key, byte[]? json, string? expected, string writeId)
    {
        if (json?.Length > options.StateBytesMax)
        {
            throw new AzureStateTooLargeException(string.Create(
                CultureInfo.InvariantCulture,
                $"{key} is {json.Length:N0} bytes as JSON, and {nameof(AzureBlobStorageOptions)}.{nameof(options.StateBytesMax)} of '{name}' is {options.StateBytesMax:N0}. "
                + $"Nothing was stored; keep less in one state, or raise the limit."));
        }

        var answer = await _client.SendAsync(
            new(
                RequestMethod.Put,
                PathOf(key),
                json ?? [],
                [
                    ("x-ms-blob-type", "BlockBlob"),
                    ("x-ms-blob-content-type", "application/json"),
                    (WriteIdHeader, writeId),
                    expected is null ? ("If-None-Match", "*") : ("If-Match", expected),
                ]),
            Place);
        return answer switch
        {
            { Status: 201 } => new(true, answer.ETag, answer.MayHaveRunBefore),
            { ErrorCode: "BlobAlreadyExists" or "ConditionNotMet" or "BlobNotFound" } => new(false, null, answer.MayHaveRunBefore),
            _ => throw _client.Failure(answer, Place),
        };
    }

    public override async Task<AzureWriteAnswer> DeleteAsync(AzureRecordKey key, string expected)
    {
        var answer = await _client.SendAsync(new(RequestMethod.Delete, PathOf(key), null, [("If-Match", expected)]), Place);
        return answer switch
        {
            { Status: 202 } or { ErrorCode: "BlobNotFound" } => new(true, null, answer.MayHaveRunBefore),
            { ErrorCode: "ConditionNotMet" } => new(false, null, answer.MayHaveRunBefore),
            _ => throw _client.Failure(answer, Place),
        };
    }

    public override bool CouldBeETag(string etag) => IsQuoted(etag);

    private string PathOf(AzureRecordKey key) => $"/{options.ContainerName}/{string.Join('/', key.Parts)}.json";
}
