using OrleansAgents.Runtime.Tests;
using Orleans.Runtime;

namespace OrleansAgents.Storage.Tests;

[Promise("T8")]
public sealed class SqliteOwnershipTests : IDisposable
{
    private readonly SqliteFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Open_AnotherProcessHasTheFile_IsRefusedUntilThatIsKilled()
    {
        using var owner = WriterProcess.Start("hold", _fixture.DataFile);
        Assert.Equal("open", await owner.StandardOutput.ReadLineAsync());

        var failure = await Assert.ThrowsAsync<SqliteFileInUseException>(() => _fixture.OpenAsync());

        Assert.Contains(_fixture.DataFile, failure.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(SqliteStorageOptions.DataFile), failure.Message, StringComparison.Ordinal);
        await WriterProcess.KillAsync(owner);
        await _fixture.OpenAsync();
    }

    [Fact]
    public async Task Open_TwiceInOneProcess_SharesTheWriterUntilBothHaveClosed()
    {
        var grain = GrainId.Create("document", "1");
        var first = await _fixture.OpenAsync();
        var second = await _fixture.OpenAsync();
        GrainState<string> written = new("by the first");
        await first.WriteStateAsync("s", grain, written);
        await first.StopAsync(default);

        GrainState<string> read = new();
        await second.ReadStateAsync("s", grain, read);
        await second.WriteStateAsync("s", grain, read);

        Assert.Equal("by the first", read.State);
        await second.StopAsync(default);
        await Assert.ThrowsAsync<SqliteStorageException>(() => second.WriteStateAsync("s", grain, read));
        await Assert.ThrowsAsync<SqliteStorageException>(() => second.ReadStateAsync("s", grain, read));
    }

    [Fact]
    public async Task Open_TheSameFileByAnotherPath_SharesTheWriter()
    {
        var first = await _fixture.OpenAsync();
        var link = _fixture.DataFile + ".link";
        File.CreateSymbolicLink(link, _fixture.DataFile);
        _fixture.Options.DataFile = Path.Combine(Path.GetDirectoryName(link)!, ".", Path.GetFileName(link));

        var second = await _fixture.OpenAsync();

        Assert.Same(first.OpenFile, second.OpenFile);
    }

    [Fact]
    public async Task Open_TheSameFileWithOtherOptions_IsRefused()
    {
        await _fixture.OpenAsync();
        _fixture.Options.Durability = SqliteDurability.Normal;

        var failure = await Assert.ThrowsAsync<OrleansConfigurationException>(() => _fixture.OpenAsync());

        Assert.Contains(_fixture.DataFile, failure.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(SqliteDurability.Normal), failure.Message, StringComparison.Ordinal);
    }
}
