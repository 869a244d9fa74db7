using OrleansAgents.Runtime.Tests;
using System.Text;
using Orleans.Runtime;

namespace OrleansAgents.Storage.Tests;

[Promise("T8")]
public sealed class SqliteFileOpeningTests : IDisposable
{
    private readonly SqliteFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Open_NoFileAndNoDirectory_MakesBoth()
    {
        _fixture.Options.DataFile = Path.Combine(Path.GetDirectoryName(_fixture.DataFile)!, "new", "state.db");

        await _fixture.OpenAsync();

        Assert.True(File.Exists(_fixture.Options.DataFile));
    }

    [Fact]
    public async Task Open_AnEmptyFile_MakesTheTables()
    {
        await File.WriteAllBytesAsync(_fixture.DataFile, []);

        await (await _fixture.OpenAsync()).WriteStateAsync("s", GrainId.Create("document", "1"), new GrainState<string>("one"));

        Assert.Equal(1L, _fixture.Ask<long>("SELECT count(*) FROM grain_state"));
    }

    [Fact]
    public async Task Open_NoDatabase_FailsAndLeavesTheFile()
    {
        var content = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("not a database. ", 1000)));
        await File.WriteAllBytesAsync(_fixture.DataFile, content);

        await AssertCorruptAsync();

        Assert.Equal(content, await File.ReadAllBytesAsync(_fixture.DataFile));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(4096)]
    [InlineData(8192)]
    public async Task Open_DamagedPages_FailsAndLeavesTheFile(int damagedFrom)
    {
        await FillAsync();
        var content = await File.ReadAllBytesAsync(_fixture.DataFile);
        content.AsSpan(damagedFrom, 3000).Fill(0xFF);
        await File.WriteAllBytesAsync(_fixture.DataFile, content);

        await AssertCorruptAsync();

        Assert.Equal(content, await File.ReadAllBytesAsync(_fixture.DataFile));
    }

    [Fact]
    public async Task Open_ATruncatedFile_FailsAndLeavesTheFile()
    {
        await FillAsync();
        var content = (await File.ReadAllBytesAsync(_fixture.DataFile))[..8192];
        await File.WriteAllBytesAsync(_fixture.DataFile, content);

        await AssertCorruptAsync();

        Assert.Equal(content, await File.ReadAllBytesAsync(_fixture.DataFile));
    }

    [Fact]
    public async Task Open_AfterAFailure_IsNotHindered()
    {
        await File.WriteAllTextAsync(_fixture.DataFile, "this is no database at all");
        await AssertCorruptAsync();
        File.Delete(_fixture.DataFile);

        await _fixture.OpenAsync();
    }

    [Fact]
    public async Task Open_AnotherProgramsDatabase_IsRefused()
    {
        _fixture.Execute("CREATE TABLE theirs (x)");

        var failure = await Assert.ThrowsAsync<SqliteStorageException>(() => _fixture.OpenAsync());

        Assert.Contains("another program's database", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1L, _fixture.Ask<long>("SELECT count(*) FROM sqlite_schema"));
    }

    [Fact]
    public async Task Open_ANewerVersion_IsRefused()
    {
        await _fixture.OpenAsync();
        await _fixture.CloseAsync();
        _fixture.Execute("PRAGMA user_version = 99");

        var failure = await Assert.ThrowsAsync<SqliteStorageException>(() => _fixture.OpenAsync());

        Assert.Contains("version 99", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_APathThatIsADirectory_NamesIt()
    {
        _fixture.Options.DataFile = Path.GetDirectoryName(_fixture.DataFile)!;

        var failure = await Assert.ThrowsAnyAsync<SqliteStorageException>(() => _fixture.OpenAsync());

        Assert.Contains(_fixture.Options.DataFile, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task State_IsStoredAsReadableText()
    {
        _fixture.Time.Advance(TimeSpan.FromMilliseconds(1500));
        var storage = await _fixture.OpenAsync();
        await storage.WriteStateAsync("cart", GrainId.Create("cart", "42"), new GrainState<Dictionary<string, string>>(new() { ["naïve"] = "<café> & \"more\"" }));

        Assert.Equal("{\"naïve\":\"<café> & \\\"more\\\"\"}", _fixture.Ask<string>("SELECT state FROM grain_state WHERE grain_id = 'cart/42' AND state_name = 'cart' AND typeof(state) = 'text'"));
        Assert.Equal("2030-01-01T00:00:01.500Z", _fixture.Ask<string>("SELECT written_at FROM grain_state"));
    }

    [Fact]
    public async Task State_ThatNoLongerFits_NamesGrainStateAndPlace()
    {
        var grain = GrainId.Create("cart", "42");
        var storage = await _fixture.OpenAsync();
        await storage.WriteStateAsync("cart", grain, new GrainState<Dictionary<string, string>>(new() { ["a"] = "text" }));

        var failure = await Assert.ThrowsAsync<Orleans.Storage.GrainStateFormatException>(() => storage.ReadStateAsync("cart", grain, new GrainState<Dictionary<string, int>>()));

        Assert.Contains("'cart' of grain cart/42", failure.Message, StringComparison.Ordinal);
        Assert.Contains("$.a", failure.Message, StringComparison.Ordinal);
    }

    private async Task FillAsync()
    {
        var storage = await _fixture.OpenAsync();
        for (var i = 0; i < 50; i++)
        {
            await storage.WriteStateAsync("s", GrainId.Create("document", $"{i}"), new GrainState<string>(new string('x', 1000)));
        }

        await _fixture.CloseAsync();
    }

    private async Task AssertCorruptAsync()
    {
        var failure = await Assert.ThrowsAsync<SqliteFileCorruptException>(() => _fixture.OpenAsync());
        Assert.Contains(_fixture.DataFile, failure.Message, StringComparison.Ordinal);
        Assert.Contains("backup", failure.Message, StringComparison.Ordinal);
    }
}
