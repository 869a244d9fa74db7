using System.Text.Json;
using Orleans.Runtime;

namespace OrleansAgents.Runtime.Tests.Identity;

public sealed class GrainIdTests
{
    [Fact]
    public void GrainId_Printed_IsTypeSlashKey() => Assert.Equal("user/42/s1", GrainId.Create("user", "42/s1").ToString());

    [Theory]
    [InlineData("user/42")]
    [InlineData("user/42/s1")]
    [InlineData("user/")]
    [InlineData("größe/ключ")]
    public void GrainId_ParsedFromItsText_IsEqual(string text)
    {
        var id = GrainId.Parse(text);

        Assert.Equal(text, id.ToString());
        Assert.Equal(text.Split('/')[0], id.Type.ToString());
        Assert.Equal(id, GrainId.Parse(id.ToString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("user")]
    public void GrainId_ParsedWithoutSlash_IsRefused(string? text) => Assert.False(GrainId.TryParse(text, out _));

    [Fact]
    public void GrainId_FormattedIntoSpan_FitsOrSaysNo()
    {
        var id = GrainId.Create("user", "42");
        Span<char> exact = stackalloc char[7];

        Assert.True(((ISpanFormattable)id).TryFormat(exact, out var written, default, null));
        Assert.Equal("user/42", exact[..written].ToString());
        Assert.False(((ISpanFormattable)id).TryFormat(exact[1..], out written, default, null));
    }

    [Fact]
    public void GrainId_SameTypeAndKey_IsEqualWithEqualHash()
    {
        var one = GrainId.Create("user", "42");
        var other = new GrainId(GrainType.Create("user"), IdSpan.Create("42"));

        Assert.True(one == other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, GrainId.Create("user", "43"));
        Assert.NotEqual(one, GrainId.Create("admin", "42"));
    }

    [Fact]
    public void GrainIds_Sorted_AreByTypeThenKeyBytes()
    {
        string[] expected = ["a/z", "b/1", "b/10", "b/2", "b/é"];

        Assert.Equal(expected, expected.Reverse().Select(GrainId.Parse).Order().Select(id => id.ToString()));
    }

    [Fact]
    public void IdSpans_Sorted_StartWithNone() => Assert.Equal([default, IdSpan.Create(""), IdSpan.Create("a")], new[] { IdSpan.Create("a"), IdSpan.Create(""), default }.Order());

    [Fact]
    public void GrainId_InJson_IsItsTextAlsoAsKey()
    {
        var value = new Dictionary<GrainId, GrainId> { [GrainId.Create("user", "42")] = GrainId.Create("room", "\"x\"/1") };

        var json = JsonSerializer.Serialize(value);

        Assert.Equal(value, JsonSerializer.Deserialize<Dictionary<GrainId, GrainId>>(json));
        Assert.Contains("\"user/42\":", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void GrainId_FromBlankTypeOrKey_IsRefused(string blank)
    {
        Assert.Throws<ArgumentException>(() => GrainId.Create("user", blank));
        Assert.Throws<ArgumentException>(() => GrainId.Create(blank, "42"));
    }
}
