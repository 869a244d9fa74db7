using OrleansAgents.Grains;

namespace OrleansAgents.Assistant.Tests.Identity;

public sealed class KeyTests
{
    [Theory]
    [InlineData("guest", "abc")]
    [InlineData("tenant/with/slashes", "subject/with/slash")]
    [InlineData("a:b", "c:d")]
    [InlineData("租户", "用户 %2F /")]
    public void UserKey_AnySubject_HasNoSlashAndDecodes(string tenant, string subject)
    {
        var key = UserKey.Encode(tenant, subject);

        Assert.DoesNotContain('/', key);
        Assert.True(UserKey.TryDecode(key, out var decodedTenant, out var decodedSubject));
        Assert.Equal((tenant, subject), (decodedTenant, decodedSubject));
    }

    [Fact]
    public void UserKey_DifferentUsers_HaveDifferentKeys()
    {
        string[] keys = [UserKey.Encode("a", "b:c"), UserKey.Encode("a:b", "c"), UserKey.Encode("a", "b%3Ac"), UserKey.Encode("a/b", "c")];

        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Fact]
    public void UserKey_TooLong_IsRefusedWithItsLength()
    {
        var problem = Assert.Throws<ArgumentException>(() => UserKey.Encode("t", new string('x', UserKey.CharactersMax)));

        Assert.Contains($"{UserKey.CharactersMax} are allowed", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nocolon")]
    [InlineData(":subject")]
    [InlineData("tenant:")]
    [InlineData("a/b:c")]
    [InlineData("a:%2f")]
    public void UserKey_NotEncoded_DoesNotDecode(string key) => Assert.False(UserKey.TryDecode(key, out _, out _));

    [Theory]
    [InlineData("guest:a")]
    [InlineData("guest:a/")]
    [InlineData("/s")]
    [InlineData("guest:a/s/t")]
    [InlineData("guest:a/white space")]
    public void SessionKey_NoSession_IsRefused(string key) => Assert.Throws<ArgumentException>(() => SessionKey.Parse(key));

    [Fact]
    public void SessionKey_Parsed_GivesUserAndSession() => Assert.Equal(new SessionKey("guest:a", "s-1"), SessionKey.Parse("guest:a/s-1"));
}
