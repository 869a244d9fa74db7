using Azure.Core;
using Azure.Core.Pipeline;

namespace OrleansAgents.Storage;

/// <summary>Adds a shared access signature to the address of each try; it is asked for each time, because it may be renewed.</summary>
internal sealed class SharedAccessSignaturePolicy(Func<string> signature) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        var current = signature().TrimStart('?');
        var uri = message.Request.Uri;

        // A second try has the signature of the first one.
        var own = message.TryGetProperty(typeof(SharedAccessSignaturePolicy), out var before) ? (string)before! : uri.Query;
        message.SetProperty(typeof(SharedAccessSignaturePolicy), own);
        uri.Query = own.Length > 1 ? $"{own}&{current}" : $"?{current}";
    }
}
