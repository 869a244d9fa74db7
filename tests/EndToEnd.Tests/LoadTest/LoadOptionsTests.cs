using OrleansAgents.LoadTest;

namespace OrleansAgents.EndToEnd.Tests;

public sealed class LoadOptionsTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://localhost:8080")]
    [InlineData("http://[::1]:8080")]
    public void Target_OnThisMachine_IsTaken(string target)
        => Assert.Equal(new Uri(target), LoadOptions.Parse(["--target", target, "--key", "k.pem"]).Target);

    [Theory]
    [InlineData("http://10.0.0.7:8080")]
    [InlineData("https://assistant.example")]
    [InlineData("http://127.0.0.1.example")]
    [InlineData("http://localhost.example")]
    public void Target_Elsewhere_IsRefusedUnlessAllowed(string target)
    {
        var refusal = Assert.Throws<LoadUsageException>(() => LoadOptions.Parse(["--target", target, "--key", "k.pem"]));

        Assert.Contains("--allow-remote", refusal.Message, StringComparison.Ordinal);
        Assert.True(LoadOptions.Parse(["--allow-remote", "--target", target, "--key", "k.pem"]).AllowRemote);
    }

    [Fact]
    public void Rate_NotGiven_IsATenthOfTheUsers()
    {
        Assert.Equal(20, LoadOptions.Parse(["--gateway", "g.dll"]).Rate);
        Assert.Equal(0.1, LoadOptions.Parse(["--gateway", "g.dll", "--users", "1"]).Rate);
        Assert.Equal(7.5, LoadOptions.Parse(["--gateway", "g.dll", "--rate", "7.5"]).Rate);
    }

    [Theory]
    [InlineData("--users", "0")]
    [InlineData("--users", "many")]
    [InlineData("--seconds", "-1")]
    [InlineData("--drops", "0.6")]
    [InlineData("--rate", "0")]
    [InlineData("--target", "localhost")]
    [InlineData("--target", "ftp://localhost")]
    [InlineData("--nothing", "1")]
    public void Argument_Unusable_IsNamed(string name, string value)
        => Assert.Contains(name, Assert.Throws<LoadUsageException>(() => LoadOptions.Parse(["--gateway", "g.dll", name, value])).Message, StringComparison.Ordinal);

    [Fact]
    public void Arguments_ThatLackSomething_AreRefused()
    {
        Assert.Contains("--users", Assert.Throws<LoadUsageException>(() => LoadOptions.Parse(["--users"])).Message, StringComparison.Ordinal);
        Assert.Contains("--target", Assert.Throws<LoadUsageException>(() => LoadOptions.Parse([])).Message, StringComparison.Ordinal);
        Assert.Contains("--key", Assert.Throws<LoadUsageException>(() => LoadOptions.Parse(["--target", "http://localhost"])).Message, StringComparison.Ordinal);
    }
}
