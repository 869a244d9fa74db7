using System.Net;
using Microsoft.Extensions.Options;
using OrleansAgents.Gateway;

namespace OrleansAgents.EndToEnd.Tests.Identity;

/// <summary>The key of an installation, and the rate of its guests.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class LocalKeyTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("key-");

    private string KeyFile => Path.Combine(_folder.FullName, "keys", "token-signing.pem");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Open_FirstTime_MakesAKeyThatOnlyItsOwnerReads()
    {
        using var key = Open();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
    }

    [Fact]
    public void Open_Again_IsTheSameKey()
    {
        using var first = Open();
        using var second = Open();
        Assert.Equal(first.SecurityKey.KeyId, second.SecurityKey.KeyId);
    }

    [Fact]
    public void Open_KeyThatOthersRead_IsRefusedWithWhatToDo()
    {
        Open().Dispose();
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Contains("set it to 600", Assert.Throws<LocalKeyException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FileThatIsNoKey_IsRefused()
    {
        Open().Dispose();
        File.WriteAllText(KeyFile, "not a key");
        Assert.Contains(KeyFile, Assert.Throws<LocalKeyException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GuestRate_OfAnAddress_FillsUpWithTime()
    {
        TestKit.ManualTimeProvider time = new();
        GuestRate rate = new(Options.Create(new GuestOptions { Burst = 2, PerAddressPerHour = 60 }), time);
        var address = IPAddress.Parse("2001:db8::1");
        Assert.Null(rate.Take(address));
        Assert.Null(rate.Take(address));
        Assert.Equal(TimeSpan.FromMinutes(1), rate.Take(address));

        // A subscriber's network is one address; another's is not.
        Assert.NotNull(rate.Take(IPAddress.Parse("2001:db8::2")));
        Assert.Null(rate.Take(IPAddress.Parse("2001:db8:0:1::1")));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(rate.Take(address));
        Assert.NotNull(rate.Take(address));
    }

    private LocalKey Open() => LocalKey.Open(Path.Combine(_folder.FullName, "keys"));
}
