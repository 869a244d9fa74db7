using Azure;
using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace OrleansAgents.Storage.Tests;

/// <summary>Options that cannot work are refused at start, by the names that an operator finds in the configuration.</summary>
public sealed class AzureRegistrationTests
{
    private static readonly Uri Https = new("https://account.table.core.windows.net");

    public static TheoryData<string, string> UnusableTables => new()
    {
        { "nothing", "AzureTableStorageOptions.ConnectionString of 'sessions' is empty" },
        { "broken string", "AzureTableStorageOptions.ConnectionString of 'sessions' cannot be used: it has neither AccountKey" },
        { "both", "AzureTableStorageOptions.ConnectionString of 'sessions' is given beside ServiceUri" },
        { "no credential", "AzureTableStorageOptions.Credential of 'sessions' is missing" },
        { "two credentials", "AzureTableStorageOptions.Credential of 'sessions' is given beside another credential" },
        { "token over http", "AzureTableStorageOptions.ServiceUri of 'sessions' is 'http://account.table.core.windows.net/'; tokens travel over https alone" },
        { "no http", "AzureTableStorageOptions.ServiceUri of 'sessions' is 'ftp://account/'" },
        { "table name", "AzureTableStorageOptions.TableName of 'sessions' is 'grain-state'" },
        { "reserved table name", "AzureTableStorageOptions.TableName of 'sessions' is 'Tables'" },
        { "timeout", "AzureTableStorageOptions.OperationTimeout of 'sessions' is 00:00:00" },
    };

    [Theory]
    [MemberData(nameof(UnusableTables))]
    public void TableOptions_Unusable_AreRefusedByName(string what, string text)
    {
        var failure = Assert.Throws<OrleansConfigurationException>(() => ValidateTable(options =>
        {
            options.ConnectionString = "UseDevelopmentStorage=true";
            switch (what)
            {
                case "nothing":
                    options.ConnectionString = " ";
                    break;
                case "broken string":
                    options.ConnectionString = "AccountName=a";
                    break;
                case "both":
                    options.ServiceUri = Https;
                    break;
                case "no credential":
                    (options.ConnectionString, options.ServiceUri) = (null, Https);
                    break;
                case "two credentials":
                    (options.ConnectionString, options.ServiceUri, options.Credential, options.SasCredential) = (null, Https, new NoToken(), new AzureSasCredential("sv=1"));
                    break;
                case "token over http":
                    (options.ConnectionString, options.ServiceUri, options.Credential) = (null, new Uri("http://account.table.core.windows.net"), new NoToken());
                    break;
                case "no http":
                    (options.ConnectionString, options.ServiceUri) = (null, new Uri("ftp://account"));
                    break;
                case "table name":
                    options.TableName = "grain-state";
                    break;
                case "reserved table name":
                    options.TableName = "Tables";
                    break;
                case "timeout":
                    options.OperationTimeout = TimeSpan.Zero;
                    break;
            }
        }));

        Assert.Contains(text, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Grain")]
    [InlineData("a-")]
    [InlineData("a--b")]
    [InlineData("ab")]
    public void BlobOptions_WithAnImpossibleContainer_AreRefusedByName(string container)
    {
        var failure = Assert.Throws<OrleansConfigurationException>(() => ValidateBlob(options =>
        {
            options.ConfigureBlobServiceClient("UseDevelopmentStorage=true");
            options.ContainerName = container;
        }));

        Assert.Contains($"AzureBlobStorageOptions.ContainerName of 'Default' is '{container}'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BlobOptions_WithoutRoomForAState_AreRefusedByName()
        => Assert.Contains(
            "AzureBlobStorageOptions.StateBytesMax of 'Default' is 0",
            Assert.Throws<OrleansConfigurationException>(() => ValidateBlob(static options =>
            {
                options.ConfigureBlobServiceClient("UseDevelopmentStorage=true");
                options.StateBytesMax = 0;
            })).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Options_OfEachKind_AreAccepted()
    {
        ValidateTable(static options => options.ConfigureTableServiceClient("UseDevelopmentStorage=true"));
        ValidateTable(static options => options.ConfigureTableServiceClient(Https, new NoToken()));
        ValidateTable(static options => options.ConfigureTableServiceClient(Https, new AzureSasCredential("sv=1&sig=x")));
        ValidateBlob(static options => options.ConfigureBlobServiceClient(new Uri("https://account.blob.core.windows.net/?sv=1&sig=x")));
    }

    private static void ValidateTable(Action<AzureTableStorageOptions> configure) => Validate(builder => builder.AddAzureTableGrainStorage("sessions", configure));

    private static void ValidateBlob(Action<AzureBlobStorageOptions> configure)
        => Validate(builder => builder.AddAzureBlobGrainStorageAsDefault(options => options.Configure(configure)));

    private static void Validate(Action<ISiloBuilder> add)
    {
        Builder builder = new();
        add(builder);
        using var services = builder.Services.BuildServiceProvider();
        foreach (var validator in services.GetServices<IConfigurationValidator>())
        {
            validator.ValidateConfiguration();
        }
    }

    private sealed class NoToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class Builder : ISiloBuilder
    {
        public IServiceCollection Services { get; } = new ServiceCollection();

        public IConfiguration Configuration { get; } = new ConfigurationBuilder().Build();
    }
}
