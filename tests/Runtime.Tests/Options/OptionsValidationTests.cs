using System.Net;
using Orleans.Configuration;
using Orleans.Runtime;
using OptionsFactory = Microsoft.Extensions.Options.Options;

namespace OrleansAgents.Runtime.Tests.Options;

public sealed class OptionsValidationTests
{
    [Fact]
    public void Defaults_OfAllOptions_AreValid()
    {
        Validate(new ClusterOptions());
        Validate(new GrainCollectionOptions());
        Validate(new SiloMessagingOptions());
    }

    [Theory]
    [InlineData(" ", "service", "ClusterOptions.ClusterId")]
    [InlineData("cluster", "", "ClusterOptions.ServiceId")]
    public void ClusterOptions_WithoutAnId_AreRefusedByName(string clusterId, string serviceId, string setting) =>
        AssertRefused(setting, () => Validate(new ClusterOptions { ClusterId = clusterId, ServiceId = serviceId }));

    [Fact]
    public void GrainCollectionOptions_OutOfOrder_AreRefusedByName()
    {
        AssertRefused("GrainCollectionOptions.CollectionQuantum", () => Validate(new GrainCollectionOptions { CollectionQuantum = TimeSpan.Zero }));
        AssertRefused("GrainCollectionOptions.CollectionAge", () => Validate(new GrainCollectionOptions { CollectionAge = TimeSpan.FromMinutes(1) }));
        AssertRefused("GrainCollectionOptions.ClassSpecificCollectionAge[\"A\"]", () => Validate(new GrainCollectionOptions { ClassSpecificCollectionAge = { ["A"] = TimeSpan.FromSeconds(1) } }));
        AssertRefused("GrainCollectionOptions.MemoryUsageTargetPercentage", () => Validate(new GrainCollectionOptions { EnableActivationSheddingOnMemoryPressure = true, MemoryUsageTargetPercentage = 80 }));
        AssertRefused("GrainCollectionOptions.MemoryUsageLimitPercentage", () => Validate(new GrainCollectionOptions { EnableActivationSheddingOnMemoryPressure = true, MemoryUsageLimitPercentage = 101 }));
        AssertRefused("GrainCollectionOptions.MemoryUsagePollingPeriod", () => Validate(new GrainCollectionOptions { EnableActivationSheddingOnMemoryPressure = true, MemoryUsagePollingPeriod = TimeSpan.Zero }));
        Validate(new GrainCollectionOptions { MemoryUsageTargetPercentage = 80 });
    }

    [Fact]
    public void SiloMessagingOptions_OutOfRange_AreRefusedByName()
    {
        AssertRefused("SiloMessagingOptions.MaxForwardCount", () => Validate(new SiloMessagingOptions { MaxForwardCount = -1 }));
        AssertRefused("SiloMessagingOptions.MaxEnqueuedRequestsHardLimit", () => Validate(new SiloMessagingOptions { MaxEnqueuedRequestsHardLimit = -1 }));
        AssertRefused("SiloMessagingOptions.ResponseTimeout", () => Validate(new SiloMessagingOptions { ResponseTimeout = TimeSpan.Zero }));
        Validate(new SiloMessagingOptions { ResponseTimeout = Timeout.InfiniteTimeSpan, MaxForwardCount = 0 });
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    public void EndpointOptions_WithAnAddressNobodyCanConnectTo_AreRefusedByName(string address) =>
        AssertRefused("EndpointOptions.AdvertisedIPAddress", () => new EndpointOptions().AdvertisedIPAddress = IPAddress.Parse(address));

    [Fact]
    public void EndpointOptions_WithoutSiloPort_AreRefusedByName() => AssertRefused("EndpointOptions.SiloPort", () => new EndpointOptions().SiloPort = 0);

    [Fact]
    public void ClusterMembershipOptions_ProbeBounds_FollowTheProbeTimeoutUntilSet()
    {
        var options = new ClusterMembershipOptions { ProbeTimeout = TimeSpan.FromSeconds(2) };

        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(8)), (options.MinProbeTimeout, options.MaxProbeTimeout));
        options.MinProbeTimeout = TimeSpan.FromMilliseconds(1);
        Assert.Equal(TimeSpan.FromMilliseconds(1), options.MinProbeTimeout);
    }

    [Fact]
    public void RedactedConnectionString_ShowsOnlyWhere() => Assert.Equal(
        "Host=db;Password=REDACTED;Port=5432;Whatever=REDACTED",
        new RedactConnectionStringAttribute().Redact("Host=db; Password=a=b;Port=5432;Whatever=x"));

    private static void AssertRefused(string setting, Action validate) =>
        Assert.StartsWith(setting + " ", Assert.Throws<OrleansConfigurationException>(validate).Message, StringComparison.Ordinal);

    private static void Validate(ClusterOptions options) => new ClusterOptionsValidator(OptionsFactory.Create(options)).ValidateConfiguration();

    private static void Validate(GrainCollectionOptions options) => new GrainCollectionOptionsValidator(OptionsFactory.Create(options)).ValidateConfiguration();

    private static void Validate(SiloMessagingOptions options) => new SiloMessagingOptionsValidator(OptionsFactory.Create(options)).ValidateConfiguration();
}
