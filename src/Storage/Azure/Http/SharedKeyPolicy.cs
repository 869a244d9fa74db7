using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace OrleansAgents.Storage;

/// <summary>Signs each try of a request with the account's key; the signature covers the time, so a second try needs its own.</summary>
internal sealed class SharedKeyPolicy(AzureService service, string account, byte[] key) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        var request = message.Request;
        request.Headers.SetValue("x-ms-date", DateTimeOffset.UtcNow.ToString("R", CultureInfo.InvariantCulture));
        var (scheme, text) = service == AzureService.Table
            ? ("SharedKeyLite", SharedKeyText.OfTable(account, request))
            : ("SharedKey", SharedKeyText.OfBlob(account, request));
        var signature = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
        request.Headers.SetValue("Authorization", $"{scheme} {account}:{signature}");
    }
}
