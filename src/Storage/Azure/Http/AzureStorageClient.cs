using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Request = Azure.Core.Request;

namespace OrleansAgents.Storage;

/// <summary>The two services of an account that hold grain state.</summary>
internal enum AzureService
{
    Table,
    Blob,
}

/// <summary>Sends requests to one service of one account, with its credential, and tries again what may succeed later.</summary>
internal sealed class AzureStorageClient
{
    private readonly AzureService _service;
    private readonly TimeSpan _operationTimeout;
    private readonly HttpPipeline _pipeline;
    private readonly TimeProvider _time;

    public AzureStorageClient(AzureStorageOptions options, AzureService service, string name, TimeProvider time)
    {
        _service = service;
        _time = time;
        _operationTimeout = options.OperationTimeout;
        Account = AzureAccount.From(options, service, name);
        _pipeline = HttpPipelineBuilder.Build(options.ClientOptions, Account.Authentication, new AzureTriesPolicy());
    }

    public AzureAccount Account { get; }

    /// <summary>The answer to the last try, unless the account refused the credential or nothing answered.</summary>
    /// <exception cref="AzureStorageException">There is no answer that the request's sender could decide on.</exception>
    public async Task<AzureAnswer> SendAsync(AzureRequest request, string place, CancellationToken cancellationToken = default)
    {
        using var message = _pipeline.CreateMessage();
        Fill(message.Request, request);
        using CancellationTokenSource timeout = new(_operationTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await _pipeline.SendAsync(message, both.Token);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw AzureFailure.OfNoAnswer(failure, timeout.IsCancellationRequested ? _operationTimeout : null, AzureTriesPolicy.Of(message), Account, place);
        }

        var answer = Take(message);
        return answer.Status is 401 or 403 or 408 or 429 or >= 500 ? throw Failure(answer, place) : answer;
    }

    /// <summary>What an answer means that the request's sender did not expect.</summary>
    public AzureStorageException Failure(AzureAnswer answer, string place) => AzureFailure.OfAnswer(answer, Account, place);

    private void Fill(Request message, AzureRequest request)
    {
        message.Method = request.Method;
        message.Uri.Reset(Account.AddressOf(request.PathAndQuery));
        var table = _service == AzureService.Table;
        message.Headers.Add("x-ms-version", table ? "2019-02-02" : "2021-12-02");
        if (table)
        {
            message.Headers.Add("DataServiceVersion", "3.0");
            message.Headers.Add("Accept", "application/json;odata=minimalmetadata");
        }

        foreach (var (header, value) in request.Headers ?? [])
        {
            message.Headers.Add(header, value);
        }

        if (request.Body is { } body)
        {
            message.Content = RequestContent.Create(body);
            if (table)
            {
                message.Headers.Add("Content-Type", "application/json");
            }
        }
    }

    /// <summary>The answer without ties to the message, which is given back.</summary>
    private static AzureAnswer Take(HttpMessage message)
    {
        var response = message.Response;
        var body = response.ContentStream is null ? default : response.Content.ToMemory();
        var (code, detail) = response.Status >= 400 ? ErrorOf(response, body) : (null, "");
        return new AzureAnswer(response.Status, code, detail, response.Headers.ETag?.ToString("H"), body, response.Headers, AzureTriesPolicy.Of(message));
    }

    /// <summary>The service's code and text; blobs give them as XML and in a header, tables as JSON.</summary>
    private static (string? Code, string Detail) ErrorOf(Response response, ReadOnlyMemory<byte> body)
    {
        var header = response.Headers.TryGetValue("x-ms-error-code", out var value) ? value : null;
        try
        {
            if (body.Span.StartsWith("{"u8))
            {
                using var document = JsonDocument.Parse(body);
                var error = document.RootElement.GetProperty("odata.error");
                return (header ?? error.GetProperty("code").GetString(), error.GetProperty("message").GetProperty("value").GetString() ?? "");
            }

            if (body.Span.IndexOf("<Error>"u8) >= 0)
            {
                using MemoryStream stream = new(body.ToArray());
                var error = XDocument.Load(stream).Root!;
                return (header ?? error.Element("Code")?.Value, error.Element("Message")?.Value ?? "");
            }
        }
        catch (Exception failure) when (failure is JsonException or XmlException or KeyNotFoundException or InvalidOperationException)
        {
            // What answered is no storage service, or a broken one: its status alone is told.
        }

        return (header, response.ReasonPhrase);
    }
}
