using System.Text;
using Orleans.Runtime;

namespace OrleansAgents.Runtime.Tests.Identity;

/// <summary>The published vectors: those of xxHash's own sanity check, which hash a buffer made by a multiplicative generator, and well-known texts.</summary>
public sealed class XxHashTests
{
    private const ulong Prime32 = 2654435761;
    private const ulong Prime64 = 11400714785074694797;

    [Theory]
    [InlineData(0, 0x02CC5D05)]
    [InlineData(1, 0xCF65B03E)]
    [InlineData(14, 0x1208E7E2)]
    [InlineData(222, 0x5BD11DBD)]
    public void XxHash32_OfSanityBuffer_IsThePublishedValue(int length, uint expected) => Assert.Equal(expected, XxHash32.Hash(SanityBuffer(length)));

    [Theory]
    [InlineData(0, 0, 0xEF46DB3751D8E999)]
    [InlineData(1, 0, 0xE934A84ADB052768)]
    [InlineData(4, 0, 0x9136A0DCA57457EE)]
    [InlineData(14, 0, 0x8282DCC4994E35C8)]
    [InlineData(222, 0, 0xB641AE8CB691C174)]
    [InlineData(0, Prime32, 0xAC75FDA2929B17EF)]
    [InlineData(1, Prime32, 0x5014607643A9B4C3)]
    [InlineData(14, Prime32, 0xC3BD6BF63DEB6DF0)]
    [InlineData(222, Prime32, 0x20CB8AB7AE10C14A)]
    public void XxHash64_OfSanityBuffer_IsThePublishedValue(int length, ulong seed, ulong expected) => Assert.Equal(expected, XxHash64.Hash(SanityBuffer(length), seed));

    [Theory]
    [InlineData("a", 0x550D7456, 0xD24EC4F1A98C6E5B)]
    [InlineData("abc", 0x32D153FF, 0x44BC2CF5AD770999)]
    [InlineData("Nobody inspects the spammish repetition", 0xE2293B2F, 0xFBCEA83C8A378BF1)]
    public void XxHash_OfText_IsThePublishedValue(string text, uint expected32, ulong expected64)
    {
        var bytes = Encoding.ASCII.GetBytes(text);

        Assert.Equal(expected32, XxHash32.Hash(bytes));
        Assert.Equal(expected64, XxHash64.Hash(bytes));
    }

    [Fact]
    public void StableHash_OfString_IsOfItsUtf16Bytes() => Assert.Equal(StableHash.ComputeHash(Encoding.Unicode.GetBytes("grün")), StableHash.ComputeHash("grün"));

    private static byte[] SanityBuffer(int length)
    {
        var buffer = new byte[length];
        var generator = Prime32;
        for (var i = 0; i < length; i++)
        {
            buffer[i] = (byte)(generator >> 56);
            generator = unchecked(generator * Prime64);
        }

        return buffer;
    }
}
