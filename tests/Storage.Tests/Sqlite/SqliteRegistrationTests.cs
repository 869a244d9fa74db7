using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Runtime;

namespace OrleansAgents.Storage.Tests;

public sealed class SqliteRegistrationTests
{
    [Theory]
    [InlineData(nameof(SqliteStorageOptions.DataFile))]
    [InlineData(nameof(SqliteStorageOptions.QueuedWritesMax))]
    [InlineData(nameof(SqliteStorageOptions.QueuedReadsMax))]
    [InlineData(nameof(SqliteStorageOptions.BatchedWritesMax))]
    [InlineData(nameof(SqliteStorageOptions.ReadConnections))]
    [InlineData(nameof(SqliteStorageOptions.Durability))]
    public void Options_Unusable_AreRefusedByName(string option)
    {
        var failure = Assert.Throws<OrleansConfigurationException>(() => Validate(options =>
        {
            options.DataFile = "data/state.db";
            switch (option)
            {
                case nameof(options.DataFile):
                    options.DataFile = " ";
                    break;
                case nameof(options.Durability):
                    options.Durability = (SqliteDurability)9;
                    break;
                default:
                    typeof(SqliteStorageOptions).GetProperty(option)!.SetValue(options, 0);
                    break;
            }
        }));

        Assert.Contains($"{nameof(SqliteStorageOptions)}.{option} of 'sessions'", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(":memory:")]
    [InlineData("file:state.db?mode=memory")]
    public void Options_DataFileThatIsNoFile_IsRefused(string dataFile)
        => Assert.Throws<OrleansConfigurationException>(() => Validate(options => options.DataFile = dataFile));

    [Fact]
    public void Options_WithAFile_AreAccepted() => Validate(static options => options.DataFile = "data/state.db");

    private static void Validate(Action<SqliteStorageOptions> configure)
    {
        Builder builder = new();
        builder.AddSqliteGrainStorage("sessions", configure);
        using var services = builder.Services.BuildServiceProvider();
        foreach (var validator in services.GetServices<IConfigurationValidator>())
        {
            validator.ValidateConfiguration();
        }
    }

    private sealed class Builder : ISiloBuilder
    {
        public IServiceCollection Services { get; } = new ServiceCollection();

        public IConfiguration Configuration { get; } = new ConfigurationBuilder().Build();
    }
}
