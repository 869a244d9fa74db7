using Azure.Core;
using Azure.Core.Pipeline;

namespace OrleansAgents.Storage;

/// <summary>What is known of the tries of one request.</summary>
internal sealed class AzureTries
{
    /// <summary>How many have begun.</summary>
    public int Count { get; set; }

    /// <summary>True if one of them may have been carried out although its answer doesn't say so.</summary>
    public bool MayHaveRun { get; set; }
}

/// <summary>
/// Notes each try of a request. A connection that was never made carried nothing, and a service that says it is busy (429, 503) did
/// nothing; but a connection that broke later, a time-out and any other failure of the server leave it open whether the request ran.
/// </summary>
internal sealed class AzureTriesPolicy : HttpPipelinePolicy
{
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var tries = Of(message);
        tries.Count++;
        try
        {
            await ProcessNextAsync(message, pipeline);
        }
        catch (Exception failure) when (Note(tries, AzureFailure.ConnectionErrorOf(failure) is null))
        {
            throw;
        }

        _ = Note(tries, message.Response.Status is 408 or (>= 500 and not 503));
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        => throw new NotSupportedException("Requests to Azure Storage are asynchronous.");

    public static AzureTries Of(HttpMessage message)
    {
        if (message.TryGetProperty(typeof(AzureTries), out var found))
        {
            return (AzureTries)found!;
        }

        AzureTries tries = new();
        message.SetProperty(typeof(AzureTries), tries);
        return tries;
    }

    private static bool Note(AzureTries tries, bool mayHaveRun)
    {
        tries.MayHaveRun |= mayHaveRun;
        return true;
    }
}
