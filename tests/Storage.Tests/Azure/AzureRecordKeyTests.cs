using Orleans.Runtime;

namespace OrleansAgents.Storage.Tests;

/// <summary>Records are found by these names, so they may never change.</summary>
public sealed class AzureRecordKeyTests
{
    [Theory]
    [InlineData("user42", "user42")]
    [InlineData("", "!0")]
    [InlineData("0", "0")]
    [InlineData("a/b c", "a!2Fb!20c")]
    [InlineData("A_b-1.5", "A_b-1!2E5")]
    [InlineData("!~%#?\\", "!21!7E!25!23!3F!5C")]
    [InlineData("ü", "!C3!BC")]
    [InlineData("\0\u007f", "!00!7F")]
    public void Encode_Part_HasThisName(string part, string name) => Assert.Equal(name, AzureRecordKey.Encode(part));

    [Fact]
    public void Encode_LongPart_KeepsItsBeginningAndIsTold()
    {
        var first = AzureRecordKey.Encode(new string('a', 240));
        var second = AzureRecordKey.Encode(new string('a', 241));
        var third = AzureRecordKey.Encode(new string('a', 240) + "b");

        Assert.Equal(new string('a', 240), first);
        Assert.StartsWith(new string('a', 160) + "!-", second, StringComparison.Ordinal);
        Assert.NotEqual(second, third);
        Assert.Equal(160 + 2 + 64, second.Length);
    }

    [Fact]
    public void Parts_LongestOnes_FitIntoABlobsName()
    {
        var longest = new string('/', 500);
        AzureRecordKey key = new(longest, GrainId.Create(longest, longest), longest);

        Assert.True($"{string.Join('/', key.Parts)}.json".Length <= 1024);
    }

    [Fact]
    public void Parts_AreInThisOrder()
        => Assert.Equal(["shop", "user", "42!2Fs1", "profile"], new AzureRecordKey("shop", GrainId.Create("user", "42/s1"), "profile").Parts);
}
