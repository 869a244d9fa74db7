using Microsoft.Extensions.Options;

namespace OrleansAgents.Connectors.Model;

/// <summary>The language model; section <c>Model</c>. Without an endpoint there is none, and nothing leaves the process.</summary>
public sealed class ModelOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Model";

    /// <summary>The base address of an OpenAI-compatible API, such as <c>https://dashscope.aliyuncs.com/compatible-mode/v1</c>; empty for no model.</summary>
    public string Endpoint { get; set; } = "";

    /// <summary>The key that the endpoint asks for; empty if it asks for none.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>The model's name at the endpoint.</summary>
    public string Name { get; set; } = "";

    /// <summary>Which turns the model leads.</summary>
    public ModelUse Use { get; set; } = ModelUse.Always;

    /// <summary>How long a call may take until its first words.</summary>
    public TimeSpan FirstWordsTimeout { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>How long a call may take until its last words.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the model may lead a turn, with the agents that it calls. What is left of the turn's deadline is for the rules.</summary>
    public TimeSpan TurnTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Calls of the model in a turn: one to choose skills, one to answer, and two for a second thought.</summary>
    public int CallsPerTurn { get; set; } = 4;

    /// <summary>Tokens in a turn, read and written together.</summary>
    public int TokensPerTurn { get; set; } = 24_000;

    /// <summary>Tokens of what was said earlier in the conversation, of which each call reads as many whole turns as fit, the newest first; counted as for <see cref="TokensPerTurn"/>, of which they are a part. 0 for none.</summary>
    public int HistoryTokens { get; set; } = 2_000;

    /// <summary>Tokens that a call may write.</summary>
    public int OutputTokensPerCall { get; set; } = 1_000;

    /// <summary>Skills that the model is offered, best first.</summary>
    public int SkillsOffered { get; set; } = 12;

    /// <summary>Skills that the model may call in a turn.</summary>
    public int SkillCallsPerTurn { get; set; } = 12;

    /// <summary>Characters of a skill's result that the model reads; the rest is cut off, and said to be.</summary>
    public int ResultCharacters { get; set; } = 4_000;

    /// <summary>Bytes of an answer of the endpoint, whatever it says: memory, not money.</summary>
    public int ResponseBytes { get; set; } = 1024 * 1024;

    /// <summary>Turns of this silo that the model leads at once; the rules lead the others.</summary>
    public int TurnsAtOnce { get; set; } = 64;

    /// <summary>The longest time for which an endpoint that asks to be left alone is left alone.</summary>
    public TimeSpan RestMax { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether there is a model.</summary>
    internal bool IsOn => !string.IsNullOrWhiteSpace(Endpoint);

    /// <summary>A text of others, without the key, which endpoints like to quote.</summary>
    internal string Redact(string text) => ApiKey.Length == 0 ? text : text.Replace(ApiKey, "***", StringComparison.Ordinal);

    /// <summary>What may stand in a log.</summary>
    public override string ToString() => IsOn ? $"{Name} at {Endpoint}, key {(ApiKey.Length == 0 ? "absent" : "***")}" : "no model";
}

/// <summary>Which turns a model leads.</summary>
public enum ModelUse
{
    /// <summary>All.</summary>
    Always,

    /// <summary>Those for which the rules find neither a skill nor a question.</summary>
    WhenRulesCannot,
}

/// <summary>Refuses settings with which no turn could be led, naming them.</summary>
internal sealed class ModelOptionsValidator : IValidateOptions<ModelOptions>
{
    /// <summary>Longer than this a turn does not last.</summary>
    private static readonly TimeSpan TimeoutMax = TimeSpan.FromSeconds(55);

    public ValidateOptionsResult Validate(string? name, ModelOptions options)
    {
        List<string> problems = [];
        if (!options.IsOn)
        {
            if (!string.IsNullOrEmpty(options.Name) || !string.IsNullOrEmpty(options.ApiKey))
            {
                problems.Add("Model:Endpoint is empty while Model:Name or Model:ApiKey is set; give the endpoint's base address, for example https://host/v1, or remove the others.");
            }
        }
        else
        {
            RequireEndpoint(problems, options.Endpoint);
            if (string.IsNullOrWhiteSpace(options.Name))
            {
                problems.Add("Model:Name is empty; give the model's name at the endpoint, for example qwen-plus.");
            }

            if (options.ApiKey.Any(static character => character is < '!' or > '~'))
            {
                problems.Add("Model:ApiKey holds a blank or a character outside of ASCII; check how it was pasted. The key is not shown.");
            }
        }

        if (!Enum.IsDefined(options.Use))
        {
            problems.Add($"Model:Use is {(int)options.Use}; give {nameof(ModelUse.Always)} or {nameof(ModelUse.WhenRulesCannot)}.");
        }

        RequireTime(problems, "Model:FirstWordsTimeout", options.FirstWordsTimeout, TimeoutMax);
        RequireTime(problems, "Model:CallTimeout", options.CallTimeout, TimeoutMax);
        RequireTime(problems, "Model:TurnTimeout", options.TurnTimeout, TimeoutMax);
        RequireTime(problems, "Model:RestMax", options.RestMax, TimeSpan.FromHours(1));
        RequireNumber(problems, "Model:CallsPerTurn", options.CallsPerTurn, 1, 20);
        RequireNumber(problems, "Model:TokensPerTurn", options.TokensPerTurn, 100, 1_000_000);
        RequireNumber(problems, "Model:HistoryTokens", options.HistoryTokens, 0, 100_000);
        if (options.HistoryTokens > options.TokensPerTurn / 2)
        {
            problems.Add($"Model:HistoryTokens is {options.HistoryTokens}, more than half of Model:TokensPerTurn, which is {options.TokensPerTurn}; each call reads the history, so give less, or more tokens for a turn.");
        }

        RequireNumber(problems, "Model:OutputTokensPerCall", options.OutputTokensPerCall, 16, 32_000);
        RequireNumber(problems, "Model:SkillsOffered", options.SkillsOffered, 0, 100);
        RequireNumber(problems, "Model:SkillCallsPerTurn", options.SkillCallsPerTurn, 1, 50);
        RequireNumber(problems, "Model:ResultCharacters", options.ResultCharacters, 200, 100_000);
        RequireNumber(problems, "Model:ResponseBytes", options.ResponseBytes, 16 * 1024, 64 * 1024 * 1024);
        RequireNumber(problems, "Model:TurnsAtOnce", options.TurnsAtOnce, 1, 10_000);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static void RequireEndpoint(List<string> problems, string endpoint)
    {
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            problems.Add($"Model:Endpoint is '{endpoint}'; give an absolute address that begins with https:// or http://.");
        }
        else if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            problems.Add($"Model:Endpoint on {uri.Host} holds a user, a query or a fragment; give the base address alone, and the key as Model:ApiKey.");
        }
    }

    private static void RequireTime(List<string> problems, string setting, TimeSpan value, TimeSpan most)
    {
        if (value <= TimeSpan.Zero || value > most)
        {
            problems.Add($"{setting} is {value}; give more than zero and at most {most}.");
        }
    }

    private static void RequireNumber(List<string> problems, string setting, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            problems.Add($"{setting} is {value}; give {least} to {most}.");
        }
    }
}
