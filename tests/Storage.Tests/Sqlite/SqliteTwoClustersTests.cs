using OrleansAgents.Runtime.Tests;
using Orleans.Hosting;
using Orleans.TestingHost;

namespace OrleansAgents.Storage.Tests;

/// <summary>Silos that do not know each other must not share a file, although their process may open it twice.</summary>
[Promise("T8")]
public sealed class SqliteTwoClustersTests : IDisposable
{
    private readonly SqliteFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deploy_OnAFileOfAnotherClusterOfTheProcess_FailsByName(bool reminders)
    {
        await using var first = await Deploy(reminders: false);
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => Deploy(reminders));

        Assert.Contains($"{nameof(SqliteFileInUseException)}: SQLite file '{_fixture.DataFile}' is open in this process for a silo of another cluster", failure.ToString(), StringComparison.Ordinal);
        Assert.Contains($"{nameof(SqliteStorageOptions)}.{nameof(SqliteStorageOptions.DataFile)}", failure.ToString(), StringComparison.Ordinal);
    }

    private async Task<InProcessTestCluster> Deploy(bool reminders)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            if (reminders) silo.UseSqliteReminderService(options => options.DataFile = _fixture.DataFile);
            else silo.AddSqliteGrainStorageAsDefault(options => options.DataFile = _fixture.DataFile);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}
