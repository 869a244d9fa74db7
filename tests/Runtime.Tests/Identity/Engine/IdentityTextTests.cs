using System.Text;
using System.Text.Json;
using Orleans.Runtime;

namespace OrleansAgents.Runtime.Tests.Identity;

/// <summary>Texts that Microsoft's identities read less strictly, or refuse in other words.</summary>
public sealed class IdentityTextTests
{
    [Fact]
    public void IdSpan_UniformHash_IsTheStableHashOfItsBytes() =>
        Assert.Equal(0x32D153FFu, IdSpan.Create("abc").GetUniformHashCode());

    [Fact]
    public void GrainId_InJson_ThatIsNone_IsRefused()
    {
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<GrainId>("\"user\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<GrainId>("null"));
    }

    [Fact]
    public void SiloAddress_OfAClient_IsReadBack() => Assert.Equal("10.0.0.7:0@-5", SiloAddress.Parse("10.0.0.7:0@-5").ToParsableString());

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.7:11111")]
    [InlineData("10.0.0.7@1")]
    [InlineData("host:1@1")]
    [InlineData("10.0.0.7:65536@1")]
    [InlineData("10.0.0.7:1@x")]
    [InlineData("10.0.0.7:+1@1")]
    public void SiloAddress_ParsedFromOtherText_IsRefused(string text)
    {
        Assert.False(SiloAddress.TryParse(text, out _));
        Assert.False(SiloAddress.TryParse(Encoding.UTF8.GetBytes(text), out _));
        Assert.Contains($"'{text}'", Assert.Throws<FormatException>(() => SiloAddress.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0f8fad5bd9cb469fa16570867728950e")]
    [InlineData("@0f8f")]
    public void ActivationId_ParsedFromOtherText_IsRefused(string text)
    {
        Assert.Throws<FormatException>(() => ActivationId.FromParsableString(text));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ActivationId>(JsonSerializer.Serialize(text)));
    }
}
