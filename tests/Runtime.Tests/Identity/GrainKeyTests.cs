using Orleans.Runtime;

namespace OrleansAgents.Runtime.Tests.Identity;

public sealed class GrainKeyTests
{
    private static readonly GrainType Type = GrainType.Create("user");
    private static readonly Guid SomeGuid = new("0f8fad5b-d9cb-469f-a165-70867728950e");

    [Theory]
    [InlineData(0L, "0")]
    [InlineData(10L, "A")]
    [InlineData(255L, "FF")]
    [InlineData(-1L, "FFFFFFFFFFFFFFFF")]
    [InlineData(long.MinValue, "8000000000000000")]
    [InlineData(long.MaxValue, "7FFFFFFFFFFFFFFF")]
    public void IntegerKey_OfValue_IsUpperCaseHexAndReadsBack(long value, string text)
    {
        var id = GrainId.Create(Type, GrainIdKeyExtensions.CreateIntegerKey(value));

        Assert.Equal(text, id.Key.ToString());
        Assert.Equal(value, id.GetIntegerKey());
        Assert.Equal(value, id.GetIntegerKey(out var extension));
        Assert.Null(extension);
    }

    [Fact]
    public void GuidKey_OfValue_Is32DigitsAndReadsBack()
    {
        var id = GrainId.Create(Type, GrainIdKeyExtensions.CreateGuidKey(SomeGuid));

        Assert.Equal("0f8fad5bd9cb469fa16570867728950e", id.Key.ToString());
        Assert.Equal(SomeGuid, id.GetGuidKey());
        Assert.Equal(SomeGuid, id.GetGuidKey(out var extension));
        Assert.Null(extension);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("a+b/c")]
    [InlineData("größer")]
    public void CompoundKey_OfValueAndExtension_ReadsBack(string extension)
    {
        var integer = GrainId.Create(Type, GrainIdKeyExtensions.CreateIntegerKey(26, extension));
        var guid = GrainId.Create(Type, GrainIdKeyExtensions.CreateGuidKey(SomeGuid, extension));

        Assert.Equal($"1A+{extension}", integer.Key.ToString());
        Assert.Equal((26, extension), (integer.GetIntegerKey(out var first), first));
        Assert.Equal(26, integer.GetIntegerKey());
        Assert.Equal((SomeGuid, extension), (guid.GetGuidKey(out var second), second));
        Assert.Equal(SomeGuid, guid.GetGuidKey());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void CompoundKey_WithBlankExtension_IsThePlainKey(string? extension)
    {
        Assert.Equal(GrainIdKeyExtensions.CreateIntegerKey(7), GrainIdKeyExtensions.CreateIntegerKey(7, extension));
        Assert.Equal(GrainIdKeyExtensions.CreateGuidKey(SomeGuid), GrainIdKeyExtensions.CreateGuidKey(SomeGuid, extension));
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("")]
    [InlineData("+x")]
    [InlineData("11112222333344445")]
    public void IntegerKey_OfOtherText_IsRefused(string key)
    {
        var id = new GrainId(Type, IdSpan.Create(key));

        Assert.False(id.TryGetIntegerKey(out _, out _));
        Assert.Contains($"user/{key}", Assert.Throws<ArgumentException>(() => id.GetIntegerKey()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0f8fad5bd9cb469fa16570867728950")]
    [InlineData("0f8fad5bd9cb469fa16570867728950ex")]
    [InlineData("0f8fad5bd9cb469fa16570867728950g")]
    public void GuidKey_OfOtherText_IsRefused(string key)
    {
        var id = new GrainId(Type, IdSpan.Create(key));

        Assert.False(id.TryGetGuidKey(out _, out _));
        Assert.Throws<ArgumentException>(() => id.GetGuidKey());
    }
}
