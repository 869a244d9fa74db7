using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Orleans.Configuration;
using Orleans.Runtime;

namespace OrleansAgents.Storage.Tests;

/// <summary>Wrong keys, accounts and addresses: the silo's start fails, and its text says what to change.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class AzureAccessTests(AzuriteServer server)
{
    private static readonly GrainId Grain = GrainId.Create("g", "1");

    private const string WrongKey = "d3JvbmcgYnV0IHdlbGwgZm9ybWVkIGtleQ==";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_WithAWrongKey_IsRefusedByNameWithoutTellingTheKey(bool table)
    {
        AzureStorageOptions options = table ? AzureFixture.TableOptions(server, key: WrongKey) : AzureFixture.BlobOptions(server, key: WrongKey);

        var failure = await Assert.ThrowsAsync<AzureStorageCredentialException>(() => AzureFixture.OpenAsync(options));

        Assert.Contains($"{options.GetType().Name}.ConnectionString", failure.Message, StringComparison.Ordinal);
        Assert.Contains("(403 ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(WrongKey, failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_WithAnUnknownAccount_IsRefused(bool table)
    {
        AzureStorageOptions options = table ? AzureFixture.TableOptions(server) : AzureFixture.BlobOptions(server);
        options.ConnectionString = AzuriteServer.ConnectionString(server.Tables, server.Blobs, account: "nobody");

        var failure = await Assert.ThrowsAnyAsync<AzureStorageException>(() => AzureFixture.OpenAsync(options));

        Assert.Contains("ConnectionString", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NothingListens_SaysSo()
    {
        // Bound, so that nobody else gets the port, and not listening.
        using Socket bound = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Uri address = new($"http://{bound.LocalEndPoint}");

        var failure = await Assert.ThrowsAsync<AzureStorageException>(() => AzureFixture.OpenAsync(AzureFixture.BlobOptions(server, address)));

        Assert.Contains("nothing answers at that address; check AzureBlobStorageOptions.ConnectionString", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NoSuchHost_NamesTheAddress()
    {
        var options = TokenOptions(new Token(), static _ => throw new HttpRequestException(HttpRequestError.NameResolutionError, "Name or service not known"));

        var failure = await Assert.ThrowsAsync<AzureStorageException>(() => AzureFixture.OpenAsync(options));

        Assert.Contains("there is no account of that address; check AzureBlobStorageOptions.ServiceUri", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_WithATokenCredential_CarryItsToken()
    {
        List<string?> authorizations = [];
        var options = TokenOptions(new Token(), request =>
        {
            authorizations.Add(request.Headers.Authorization?.ToString());
            return new HttpResponseMessage(HttpStatusCode.Created);
        });

        await AzureFixture.OpenAsync(options);

        Assert.Equal(["Bearer token for https://storage.azure.com/.default"], authorizations);
    }

    [Fact]
    public async Task Start_WithoutAToken_NamesTheCredential()
    {
        var options = TokenOptions(new Token(fails: true), static _ => new HttpResponseMessage(HttpStatusCode.Created));

        var failure = await Assert.ThrowsAsync<AzureStorageCredentialException>(() => AzureFixture.OpenAsync(options));

        Assert.Contains("AzureBlobStorageOptions.Credential", failure.Message, StringComparison.Ordinal);
        Assert.Contains("nobody is signed in", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_WithASignature_CarryItInTheirAddressAtEveryTry()
    {
        List<string> queries = [];
        AzureBlobStorageOptions options = new() { ServiceUri = new Uri("https://account.blob.example/?sv=1&sig=a%2Fb") };
        Answer(options, request =>
        {
            queries.Add(request.RequestUri!.Query);
            return new HttpResponseMessage(queries.Count == 1 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.Created);
        });

        await AzureFixture.OpenAsync(options);

        Assert.Equal(["?restype=container&sv=1&sig=a%2Fb", "?restype=container&sv=1&sig=a%2Fb"], queries);
    }

    [Fact]
    public async Task Use_ContainerRemovedMeanwhile_SaysSo()
    {
        var options = AzureFixture.BlobOptions(server);
        var storage = await AzureFixture.OpenAsync(options);
        await SendAsync(options, AzureService.Blob, new AzureRequest(RequestMethod.Delete, $"/{options.ContainerName}?restype=container"));

        var failure = await Assert.ThrowsAsync<AzureStorageException>(() => storage.WriteStateAsync("text", Grain, new GrainState<string>("lost")));

        Assert.Contains($"Container '{options.ContainerName}'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("is missing", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Use_TableRemovedMeanwhile_SaysSo()
    {
        var options = AzureFixture.TableOptions(server);
        var storage = await AzureFixture.OpenAsync(options);
        await SendAsync(options, AzureService.Table, new AzureRequest(RequestMethod.Delete, $"/Tables('{options.TableName}')"));

        var failure = await Assert.ThrowsAsync<AzureStorageException>(() => storage.WriteStateAsync("text", Grain, new GrainState<string>("lost")));

        Assert.Contains("is missing", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_EntityOfAnotherProgram_SaysSo()
    {
        var options = AzureFixture.TableOptions(server);
        var storage = await AzureFixture.OpenAsync(options);
        var entity = """{"PartitionKey":"service~g~1","RowKey":"text","Text00":12}"""u8.ToArray();
        await SendAsync(options, AzureService.Table, new AzureRequest(RequestMethod.Post, $"/{options.TableName}", entity));

        var failure = await Assert.ThrowsAsync<AzureStorageException>(() => storage.ReadStateAsync("text", Grain, new GrainState<string>()));

        Assert.Contains("is no entity that this storage has written", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entity_OfASmallState_IsReadable()
    {
        var options = AzureFixture.TableOptions(server);
        var storage = await AzureFixture.OpenAsync(options);
        await storage.WriteStateAsync("text", Grain, new GrainState<string>("hello"));

        var answer = await SendAsync(options, AzureService.Table, new AzureRequest(RequestMethod.Get, $"/{options.TableName}(PartitionKey='service~g~1',RowKey='text')"));

        using var entity = JsonDocument.Parse(answer.Body);
        Assert.Equal("\"hello\"", entity.RootElement.GetProperty("Text00").GetString());
    }

    [Fact]
    public async Task Use_BeforeTheStart_IsRefused()
        => await Assert.ThrowsAsync<AzureStorageException>(
            () => AzureFixture.Make(AzureFixture.BlobOptions(server)).ReadStateAsync("s", Grain, new GrainState<string>()));

    /// <summary>Changes the account behind a storage's back.</summary>
    private static async Task<AzureAnswer> SendAsync(AzureStorageOptions options, AzureService service, AzureRequest request)
    {
        var answer = await new AzureStorageClient(options, service, "test", TimeProvider.System).SendAsync(request, "the account");
        Assert.True(answer.Status < 300, $"{answer.Status} {answer.ErrorCode} {answer.Detail}");
        return answer;
    }

    private static AzureBlobStorageOptions TokenOptions(TokenCredential credential, Func<HttpRequestMessage, HttpResponseMessage> answer)
    {
        AzureBlobStorageOptions options = new() { ServiceUri = new Uri("https://account.blob.example"), Credential = credential };
        Answer(options, answer);
        return options;
    }

    private static void Answer(AzureBlobStorageOptions options, Func<HttpRequestMessage, HttpResponseMessage> answer)
    {
        AzureFixture.Quick(options);
        options.ClientOptions.Transport = new HttpClientTransport(new HttpClient(new Handler(answer)));
    }

    private sealed class Handler(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer(request));
    }

    private sealed class Token(bool fails = false) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
            => fails
                ? throw new InvalidOperationException("nobody is signed in")
                : ValueTask.FromResult(new AccessToken($"token for {requestContext.Scopes.Single()}", DateTimeOffset.MaxValue));
    }
}
