using System.Net;
using System.Text;
using System.Text.Json;
using Orleans.Runtime;

namespace OrleansAgents.Runtime.Tests.Identity;

public sealed class SiloAddressTests
{
    private static readonly SiloAddress Address = SiloAddress.New(IPAddress.Parse("10.0.0.7"), 11111, 1234);

    [Fact]
    public void SiloAddress_Printed_HasItsParsableAndItsLogForm()
    {
        Assert.Equal("10.0.0.7:11111@1234", Address.ToParsableString());
        Assert.Equal("S10.0.0.7:11111:1234", Address.ToString());
        Assert.Equal("S[::1]:5:9", SiloAddress.New(IPAddress.IPv6Loopback, 5, 9).ToString());
        Assert.Equal("C10.0.0.7:0:-5", SiloAddress.New(Address.Endpoint.Address, 0, -5).ToString());
        Assert.Equal($"{Address}/x{Address.GetConsistentHashCode():X8}", $"{Address:H}");
    }

    [Theory]
    [InlineData("10.0.0.7:11111@1234")]
    [InlineData("::1:5@9")]
    [InlineData("fe80::1:65535@2147483647")]
    public void SiloAddress_ParsedFromItsText_IsEqual(string text)
    {
        Assert.Equal(text, SiloAddress.Parse(text).ToParsableString());
        Assert.Equal(SiloAddress.Parse(text), SiloAddress.Parse(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void SiloAddress_ParsedFromHugeText_IsRefused() => Assert.False(SiloAddress.TryParse(new byte[1 << 20], out _));

    [Fact]
    public void SiloAddress_OfMappedAddress_IsIPv4() => Assert.Equal(Address, SiloAddress.New(IPAddress.Parse("::ffff:10.0.0.7"), 11111, 1234));

    [Fact]
    public void SiloAddress_OfRestartedSilo_IsSuccessor()
    {
        var next = SiloAddress.New(Address.Endpoint, Address.Generation + 1);

        Assert.True(next.IsSuccessorOf(Address));
        Assert.True(Address.IsPredecessorOf(next));
        Assert.False(Address.IsSuccessorOf(next));
        Assert.False(SiloAddress.New(Address.Endpoint.Address, 1, 1235).IsSuccessorOf(Address));
        Assert.True(Address != next);
        Assert.True(Address == SiloAddress.New(Address.Endpoint, Address.Generation));
    }

    [Fact]
    public void SiloAddresses_Sorted_AreByGenerationPortAddress()
    {
        string[] expected = ["10.0.0.9:2@1", "10.0.0.1:1@2", "10.0.0.1:3@2", "10.0.0.2:3@2", "::1:3@2"];

        Assert.Equal(expected, expected.Reverse().Select(SiloAddress.Parse).Order().Select(address => address.ToParsableString()));
    }

    [Fact]
    public void UniformHashes_OfAddress_AreStableAndDiffer()
    {
        var hashes = Address.GetUniformHashCodes(3);

        Assert.Equal(3, hashes.Distinct().Count());
        Assert.Equal(hashes.AsEnumerable(), SiloAddress.Parse(Address.ToParsableString()).GetUniformHashCodes(3));
        Assert.Equal(hashes[0], Address.GetUniformHashCodes(1)[0]);
    }

    [Fact]
    public void Generations_Allocated_Grow()
    {
        var first = SiloAddress.AllocateNewGeneration();

        Assert.True(SiloAddress.AllocateNewGeneration() > first);
    }

    [Fact]
    public void SiloAddress_InJson_IsItsParsableTextAlsoAsKey()
    {
        var value = new Dictionary<SiloAddress, SiloAddress> { [Address] = SiloAddress.Zero };

        var json = JsonSerializer.Serialize(value);

        Assert.Equal("{\"10.0.0.7:11111@1234\":\"0.0.0.0:0@0\"}", json);
        Assert.Equal(value, JsonSerializer.Deserialize<Dictionary<SiloAddress, SiloAddress>>(json));
    }
}
