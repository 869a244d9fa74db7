using OrleansAgents.Connectors.Model;

namespace OrleansAgents.Assistant.Tests.Model;

public sealed class ModelSettingsTests
{
    [Fact]
    public void Settings_Default_AreValidAndNameNoModel()
    {
        ModelOptions options = new();

        Assert.True(new ModelOptionsValidator().Validate(null, options).Succeeded);
        Assert.False(options.IsOn);
    }

    [Theory]
    [InlineData("", "m", "", "Model:Endpoint is empty")]
    [InlineData("nonsense", "m", "", "Model:Endpoint is 'nonsense'")]
    [InlineData("ftp://host", "m", "", "Model:Endpoint is 'ftp://host'")]
    [InlineData("https://me:secret@host/v1", "m", "", "Model:Endpoint on host")]
    [InlineData("https://host/v1", "", "", "Model:Name is empty")]
    [InlineData("https://host/v1", "m", "secret key", "Model:ApiKey holds a blank")]
    public void Settings_Wrong_AreNamedWithoutSecrets(string endpoint, string name, string key, string start)
    {
        var problem = Assert.Single(new ModelOptionsValidator().Validate(null, new ModelOptions { Endpoint = endpoint, Name = name, ApiKey = key }).Failures!);

        Assert.StartsWith(start, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_BudgetsOutOfRange_AreNamed()
    {
        ModelOptions options = new() { CallsPerTurn = 0, TurnTimeout = TimeSpan.FromMinutes(5), ResponseBytes = 1 };

        var problems = new ModelOptionsValidator().Validate(null, options).Failures!;

        Assert.Equal(["Model:TurnTimeout", "Model:CallsPerTurn", "Model:ResponseBytes"], problems.Select(static problem => problem.Split(' ')[0]));
    }

    [Theory]
    [InlineData(-1, 24_000, "Model:HistoryTokens is -1")]
    [InlineData(1_001, 2_000, "Model:HistoryTokens is 1001, more than half of Model:TokensPerTurn, which is 2000")]
    public void Settings_HistoryThatNoTurnCouldPay_IsNamed(int history, int turn, string start)
    {
        var problem = Assert.Single(new ModelOptionsValidator().Validate(null, new ModelOptions { HistoryTokens = history, TokensPerTurn = turn }).Failures!);

        Assert.StartsWith(start, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_AsText_HideTheKey()
    {
        ModelOptions options = new() { Endpoint = "https://host/v1", Name = "m", ApiKey = "abc" };

        Assert.Equal("m at https://host/v1, key ***", options.ToString());
        Assert.Equal("wrong key ***", options.Redact("wrong key abc"));
    }
}
