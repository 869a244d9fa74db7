using Azure;

namespace OrleansAgents.Storage;

/// <summary>What a failure of the service or of the way to it means for whoever runs the silo.</summary>
internal static class AzureFailure
{
    public static AzureStorageException OfAnswer(AzureAnswer answer, AzureAccount account, string place)
    {
        var said = $"{answer.Status} {answer.ErrorCode ?? "without a code"}{(FirstLine(answer.Detail) is { Length: > 0 } detail ? $": {detail}" : "")}";
        var mayHaveRun = answer.MayHaveRunBefore;
        return answer switch
        {
            { Status: 401 or 403 } => new AzureStorageCredentialException(
                $"Azure Storage refused the credential for {place} ({said}). Check {account.CredentialSettings}, that it may read and write there, and the clock of this machine.") { MayHaveRun = mayHaveRun },
            { Status: 429 or 503 } => new AzureStorageThrottledException(
                $"{Capital(place)} was too busy at each of {answer.Tries.Count} tries ({said}). Spread the load over more accounts, or raise {account.OptionsName}.ClientOptions.Retry.") { MayHaveRun = mayHaveRun },
            { ErrorCode: "TableNotFound" or "ContainerNotFound" } => new AzureStorageException(
                $"{Capital(place)} is missing ({said}); it was there when the silo started. Restart the silo to have it made again, empty.") { MayHaveRun = mayHaveRun },
            { ErrorCode: "TableBeingDeleted" or "ContainerBeingDeleted" } => new AzureStorageException(
                $"{Capital(place)} is being removed ({said}); wait until that is over, or give another name.") { MayHaveRun = mayHaveRun },
            { Status: 404 } => new AzureStorageException(
                $"{Capital(place)} was not found ({said}); check the account in {account.AddressSettings}.") { MayHaveRun = mayHaveRun },
            _ => new AzureStorageException($"{Capital(place)} could not be used after {answer.Tries.Count} tries; it answered {said}.") { MayHaveRun = mayHaveRun },
        };
    }

    public static AzureStorageException OfNoAnswer(Exception failure, TimeSpan? timeout, AzureTries tries, AzureAccount account, string place)
    {
        var cause = FirstLine(Innermost(failure).Message);
        if (tries.Count == 0 && timeout is null)
        {
            return new AzureStorageCredentialException($"No token for {place} could be got from {account.CredentialSettings}: {cause}", failure);
        }

        var meaning = (ConnectionErrorOf(failure), timeout) switch
        {
            (HttpRequestError.NameResolutionError, _) => $"there is no account of that address; check {account.AddressSettings}",
            (HttpRequestError.SecureConnectionError, _) => $"no secure connection could be made; check {account.AddressSettings} and the certificate there",
            (not null, _) => $"nothing answers at that address; check {account.AddressSettings} and the network",
            (null, { } limit) => $"{tries.Count} tries took longer than {account.OptionsName}.OperationTimeout, {limit.TotalSeconds:0.###} s",
            _ => $"each of {tries.Count} tries got no whole answer",
        };
        return new AzureStorageException($"{Capital(place)} could not be used: {meaning}. The last cause: {cause}", failure) { MayHaveRun = tries.MayHaveRun };
    }

    /// <summary>Why no connection was made; null if one was.</summary>
    public static HttpRequestError? ConnectionErrorOf(Exception failure)
    {
        for (var inner = Last(failure); inner is not null; inner = Last(inner.InnerException))
        {
            if (inner is HttpRequestException http)
            {
                return http.HttpRequestError
                    is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError
                    ? http.HttpRequestError
                    : null;
            }
        }

        return null;
    }

    /// <summary>The pipeline reports the failures of all tries together.</summary>
    private static Exception? Last(Exception? failure) => failure is AggregateException { InnerExceptions: [.., var last] } ? last : failure;

    private static Exception Innermost(Exception failure)
    {
        while (Last(failure) is { } last && (last != failure || last.InnerException is not null))
        {
            failure = last != failure ? last : last.InnerException!;
        }

        return failure;
    }

    private static string FirstLine(string text) => text.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? text[..end] : text;

    private static string Capital(string place) => char.ToUpperInvariant(place[0]) + place[1..];
}
