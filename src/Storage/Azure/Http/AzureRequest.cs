using Azure;
using Azure.Core;

namespace OrleansAgents.Storage;

/// <summary>A request to a storage service.</summary>
/// <param name="Method">The method.</param>
/// <param name="PathAndQuery">Within the account, percent-encoded where needed.</param>
/// <param name="Body">Null for none.</param>
/// <param name="Headers">Those that only this request has.</param>
internal sealed record AzureRequest(RequestMethod Method, string PathAndQuery, byte[]? Body = null, IReadOnlyList<(string Name, string Value)>? Headers = null);

/// <summary>The last answer to a request: to its last try.</summary>
internal sealed record AzureAnswer(int Status, string? ErrorCode, string Detail, string? ETag, ReadOnlyMemory<byte> Body, ResponseHeaders Headers, AzureTries Tries)
{
    /// <summary>True if a try before this answer's may have been carried out.</summary>
    public bool MayHaveRunBefore => Tries.MayHaveRun;

    public string? Header(string name) => Headers.TryGetValue(name, out var value) ? value : null;
}
