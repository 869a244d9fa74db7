using Microsoft.Extensions.AI;

namespace OrleansAgents.Connectors.Model;

/// <summary>What a turn has spent. An endpoint that does not count tokens is counted for: a character is taken as a token, which is right for Chinese and too much for English.</summary>
internal sealed class ModelBudget(ModelOptions options)
{
    /// <summary>A call's characters beyond which it writes more than any tokens it was allowed: the endpoint does not keep the limit.</summary>
    private readonly int _charactersMax = options.OutputTokensPerCall * 8;

    private int _characters;
    private bool _isCounted;

    public int Calls { get; private set; }

    public long InputTokens { get; private set; }

    public long OutputTokens { get; private set; }

    public bool IsEstimate { get; private set; }

    /// <summary>Tokens of a text that nobody has counted.</summary>
    public static int TokensOf(string text) => text.Length;

    /// <summary>Whether another call may be made.</summary>
    public bool HasCall => Calls < options.CallsPerTurn && InputTokens + OutputTokens < options.TokensPerTurn;

    /// <summary>A call begins.</summary>
    public void Begin()
    {
        Calls++;
        (_characters, _isCounted) = (0, false);
    }

    /// <summary>Something came.</summary>
    /// <returns>False if it is too much.</returns>
    public bool Take(AIContent content)
    {
        switch (content)
        {
            case UsageContent usage:
                _isCounted = true;
                InputTokens += usage.Details.InputTokenCount ?? 0;
                OutputTokens += usage.Details.OutputTokenCount ?? 0;
                break;
            case TextContent text:
                _characters += text.Text.Length;
                break;
            case FunctionCallContent call:
                _characters += call.Name.Length + (call.Arguments?.Sum(static pair => pair.Key.Length + (pair.Value?.ToString()?.Length ?? 0)) ?? 0);
                break;
        }

        return _characters <= _charactersMax;
    }

    /// <summary>A call has ended, in whatever way.</summary>
    /// <param name="messages">What it read.</param>
    public void End(IEnumerable<ChatMessage> messages)
    {
        if (_isCounted)
        {
            return;
        }

        IsEstimate = true;
        OutputTokens += _characters;
        InputTokens += messages.Sum(static message => message.Contents.Sum(static content => content switch
        {
            TextContent text => TokensOf(text.Text),
            FunctionResultContent result => TokensOf(result.Result?.ToString() ?? ""),
            _ => 0,
        }));
    }
}
