using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Serialization;
using static OrleansAgents.Runtime.Tests.Serialization.TestCatalog;

namespace OrleansAgents.Runtime.Tests.Serialization;

/// <summary>The manifest as a host makes it, with generated codecs.</summary>
public sealed class ApplicationPartsTests
{
    private static readonly CodecCatalog Catalog = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<CodecCatalog>();

    public static TheoryData<string> Exceptions =>
    [
        .. typeof(SiloUnavailableException).Assembly.GetExportedTypes()
            .Where(type => typeof(Exception).IsAssignableFrom(type) && !type.IsAbstract && !type.IsGenericType)
            .Select(type => type.FullName!),
    ];

    [Fact]
    public void Types_OfTheRuntime_AreFound()
    {
        var address = new GrainAddress
        {
            GrainId = GrainId.Create("user", "42"),
            ActivationId = new ActivationId(new Guid("00112233-4455-6677-8899-aabbccddeeff")),
            SiloAddress = SiloAddress.New(IPAddress.Loopback, 11111, 7),
            MembershipVersion = new MembershipVersion(5),
        };
        Assert.Equal(address, Catalog.RoundTrip(address));
        Assert.Equal(address, Catalog.RoundTrip<object>(address));
        Assert.Same(address, Catalog.Copy(address));
    }

    /// <summary>Every exception that the runtime offers reaches a remote caller as what it is.</summary>
    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Exceptions_OfTheRuntime_KeepTypeAndMessage(string name)
    {
        var type = typeof(SiloUnavailableException).Assembly.GetType(name)!;
        var sent = (Exception)RuntimeHelpers.GetUninitializedObject(type);
        var read = Catalog.RoundTrip(sent);
        Assert.Equal(type, read.GetType());
        Assert.Equal(sent.Message, read.Message);
    }
}
