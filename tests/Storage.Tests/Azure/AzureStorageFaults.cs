using Orleans.Runtime;
using Orleans.Storage;
using OrleansAgents.TestKit;

namespace OrleansAgents.Storage.Tests;

/// <summary>Grain storage behind a proxy that loses, doubles and refuses requests; for tables and for blobs.</summary>
public abstract class AzureStorageFaults : IAsyncLifetime
{
    private const string StateName = "document";

    /// <summary>All the tries that the fixture's options allow.</summary>
    private const int TriesMax = 4;

    private static readonly GrainId Grain = GrainId.Create("document", "1");

    private HttpFaultProxy _proxy = null!;
    private AzureGrainStorage _storage = null!;

    /// <summary>The method of the request that makes a record.</summary>
    protected abstract string Creation { get; }

    /// <summary>The server that the proxy stands for.</summary>
    protected abstract Uri Server { get; }

    public async Task InitializeAsync()
    {
        _proxy = await HttpFaultProxy.StartAsync(Server);
        _storage = await AzureFixture.OpenAsync(Options(_proxy.Address));
    }

    public async Task DisposeAsync() => await _proxy.DisposeAsync();

    public static TheoryData<string> FaultsThatPass => [.. PassingFaults.Keys];

    private static Dictionary<string, HttpFault[]> PassingFaults => new()
    {
        ["answer lost"] = [HttpFault.CutAfter],
        ["answer lost twice"] = [HttpFault.CutAfter, HttpFault.CutAfter],
        ["request lost"] = [HttpFault.CutBefore],
        ["doubled"] = [HttpFault.Doubled],
        ["server error after the write"] = [HttpFault.AnswerAfter(500)],
        ["bad gateway after the write"] = [HttpFault.AnswerAfter(502)],
        ["busy"] = [HttpFault.Answer(503, ("Retry-After", "0")), HttpFault.Answer(429, ("retry-after-ms", "1"))],
        ["busy, then answer lost"] = [HttpFault.Answer(503), HttpFault.CutAfter],
    };

    [Theory]
    [MemberData(nameof(FaultsThatPass))]
    public async Task Write_First_FaultPasses_IsStored(string fault)
    {
        GrainState<string> state = new("first");
        _proxy.Plan(Creation, PassingFaults[fault]);

        await _storage.WriteStateAsync(StateName, Grain, state);

        await AssertStoredAsync("first", state.ETag);
    }

    [Theory]
    [MemberData(nameof(FaultsThatPass))]
    public async Task Write_Next_FaultPasses_IsStored(string fault)
    {
        var state = await WriteAsync("first");
        state.State = "second";
        _proxy.Plan("PUT", PassingFaults[fault]);

        await _storage.WriteStateAsync(StateName, Grain, state);

        await AssertStoredAsync("second", state.ETag);
        state.State = "third";
        await _storage.WriteStateAsync(StateName, Grain, state);
        await AssertStoredAsync("third", state.ETag);
    }

    [Theory]
    [MemberData(nameof(FaultsThatPass))]
    public async Task Remove_FaultPasses_IsRemoved(string fault)
    {
        var options = Options(_proxy.Address);
        options.DeleteStateOnClear = true;
        _storage = await AzureFixture.OpenAsync(options);
        var state = await WriteAsync("gone soon");
        _proxy.Plan("DELETE", PassingFaults[fault]);

        await _storage.ClearStateAsync(StateName, Grain, state);

        Assert.Null(state.ETag);
        await AssertStoredAsync(null, null);
    }

    [Fact]
    public async Task Write_AnswerLostAndRecordReplaced_IsAConflictThatSaysSo()
    {
        var state = await WriteAsync("first");
        state.State = "second";
        GrainState<string> other = new();
        _proxy.Plan("PUT", HttpFault.CutAfter with
        {
            Meanwhile = async () =>
            {
                await _storage.ReadStateAsync(StateName, Grain, other);
                other.State = "third";
                await _storage.WriteStateAsync(StateName, Grain, other);
            },
        });

        var failure = await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync(StateName, Grain, state));

        Assert.Contains("may have been stored before that", failure.Message, StringComparison.Ordinal);
        Assert.Equal(other.ETag, failure.StoredEtag);
        await AssertStoredAsync("third", other.ETag);
    }

    [Fact]
    public async Task Write_NoTryAnswered_OutcomeIsUnknown()
    {
        var state = await WriteAsync("first");
        var before = state.ETag;
        state.State = "second";
        _proxy.Plan("PUT", [.. Enumerable.Repeat(HttpFault.CutAfter, TriesMax)]);

        var failure = await Assert.ThrowsAsync<AzureWriteOutcomeUnknownException>(() => _storage.WriteStateAsync(StateName, Grain, state));

        Assert.Contains("may or may not have been stored", failure.Message, StringComparison.Ordinal);
        Assert.Equal(before, failure.CurrentEtag);
        Assert.Equal(before, state.ETag);
    }

    [Fact]
    public async Task Write_BusyAtEveryTry_IsThrottledAndNotStored()
    {
        var state = await WriteAsync("first");
        var before = state.ETag;
        state.State = "second";
        _proxy.Plan("PUT", [.. Enumerable.Repeat(HttpFault.Answer(503, ("Retry-After", "0")), TriesMax)]);

        var failure = await Assert.ThrowsAsync<AzureStorageThrottledException>(() => _storage.WriteStateAsync(StateName, Grain, state));

        Assert.Contains($"too busy at each of {TriesMax} tries (503", failure.Message, StringComparison.Ordinal);
        Assert.Equal(TriesMax, _proxy.Requests.TakeLast(TriesMax).Count(static request => request.StartsWith("PUT ", StringComparison.Ordinal)));
        await AssertStoredAsync("first", before);
    }

    [Fact]
    public async Task Write_BusyAfterALostAnswer_OutcomeIsUnknown()
    {
        var state = await WriteAsync("first");
        _proxy.Plan("PUT", [HttpFault.CutAfter, .. Enumerable.Repeat(HttpFault.Answer(503), TriesMax - 1)]);

        await Assert.ThrowsAsync<AzureWriteOutcomeUnknownException>(() => _storage.WriteStateAsync(StateName, Grain, state));
    }

    [Fact]
    public async Task Write_RecordUnreadableAfterARefusal_OutcomeIsUnknown()
    {
        var state = await WriteAsync("first");
        _proxy.Plan("PUT", HttpFault.CutAfter);
        _proxy.Plan("GET", [.. Enumerable.Repeat(HttpFault.CutBefore, TriesMax)]);

        await Assert.ThrowsAsync<AzureWriteOutcomeUnknownException>(() => _storage.WriteStateAsync(StateName, Grain, state));
    }

    [Fact]
    public async Task Write_NeverAnswered_EndsAtTheOperationTimeout()
    {
        ManualTimeProvider time = new();
        var options = Options(_proxy.Address);
        options.OperationTimeout = TimeSpan.FromSeconds(25);
        _storage = await AzureFixture.OpenAsync(options, time);
        var state = await WriteAsync("first");
        TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _proxy.Plan("PUT", HttpFault.NeverAnswered with
        {
            Meanwhile = () =>
            {
                arrived.SetResult();
                return Task.CompletedTask;
            },
        });

        var write = _storage.WriteStateAsync(StateName, Grain, state);
        await arrived.Task;
        time.Advance(options.OperationTimeout);

        var failure = await Assert.ThrowsAsync<AzureWriteOutcomeUnknownException>(() => write);
        Assert.Contains("OperationTimeout, 25 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_FaultsPass_IsRead()
    {
        var state = await WriteAsync("first");
        _proxy.Plan("GET", HttpFault.CutBefore, HttpFault.Answer(503), HttpFault.CutAfter);

        await AssertStoredAsync("first", state.ETag);
    }

    [Fact]
    public async Task Read_BusyAtEveryTry_IsThrottled()
    {
        _proxy.Plan("GET", [.. Enumerable.Repeat(HttpFault.Answer(429), TriesMax)]);

        await Assert.ThrowsAsync<AzureStorageThrottledException>(() => _storage.ReadStateAsync(StateName, Grain, new GrainState<string>()));
    }

    [Fact]
    public async Task Start_ContainerMadeByALostTry_Succeeds()
    {
        _proxy.Plan(Creation, HttpFault.CutAfter);
        _storage = await AzureFixture.OpenAsync(Options(_proxy.Address));

        await AssertStoredAsync(null, null);
    }

    /// <summary>Options for a table or container of its own, behind an address.</summary>
    private protected abstract AzureStorageOptions Options(Uri address);

    private async Task<GrainState<string>> WriteAsync(string text)
    {
        GrainState<string> state = new(text);
        await _storage.WriteStateAsync(StateName, Grain, state);
        return state;
    }

    private async Task AssertStoredAsync(string? text, string? etag)
    {
        GrainState<string> read = new();
        await _storage.ReadStateAsync(StateName, Grain, read);
        Assert.Equal(text, read.State);
        Assert.Equal(etag, read.ETag);
    }
}

[Collection(AzuriteCollection.Name)]
public sealed class AzureTableFaultTests(AzuriteServer server) : AzureStorageFaults
{
    protected override string Creation => "POST";

    protected override Uri Server => server.Tables;

    private protected override AzureStorageOptions Options(Uri address) => AzureFixture.TableOptions(server, address);
}

[Collection(AzuriteCollection.Name)]
public sealed class AzureBlobFaultTests(AzuriteServer server) : AzureStorageFaults
{
    protected override string Creation => "PUT";

    protected override Uri Server => server.Blobs;

    private protected override AzureStorageOptions Options(Uri address) => AzureFixture.BlobOptions(server, address);
}
