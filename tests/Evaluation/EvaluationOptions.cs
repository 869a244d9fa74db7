namespace OrleansAgents.Evaluation;

/// <summary>What is evaluated on what.</summary>
/// <param name="Cases">Files of cases.</param>
/// <param name="Agents">Folders of manifests; none for the built-in agents.</param>
/// <param name="WithBuiltIn">Whether the built-in agents are there beside those of the folders.</param>
/// <param name="Json">Where the figures go; null for nowhere.</param>
/// <param name="Verbose">Whether every case that went wrong is printed.</param>
internal sealed record EvaluationOptions(IReadOnlyList<string> Cases, IReadOnlyList<string> Agents, bool WithBuiltIn, string? Json, bool Verbose)
{
    /// <summary>A folder of phrasings; null for none.</summary>
    public string? Phrasings { get; init; }

    /// <summary>Needs that are drawn for each phrasing.</summary>
    public int Draws { get; init; } = 3;

    /// <summary>Whether what went wrong with phrasings that are held out is printed, too.</summary>
    public bool HeldOut { get; init; }

    /// <summary>What is no option, where that is allowed.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    public static EvaluationOptions Parse(string[] arguments, bool takesTexts = false)
    {
        List<string> cases = [], agents = [], texts = [];
        string? json = null, phrasings = null;
        var (verbose, builtIn, heldOut, draws) = (false, false, false, 3);
        for (var index = 0; index < arguments.Length; index++)
        {
            string Next() => ++index < arguments.Length ? arguments[index] : throw new EvaluationException($"{arguments[index - 1]} needs a value after it.");
            switch (arguments[index])
            {
                case "--cases":
                    cases.Add(Next());
                    break;
                case "--agents":
                    agents.Add(Next());
                    break;
                case "--with-built-in":
                    builtIn = true;
                    break;
                case "--phrasings":
                    phrasings = Next();
                    break;
                case "--draws":
                    draws = int.TryParse(Next(), out var number) && number > 0 ? number : throw new EvaluationException($"--draws is '{arguments[index]}'; give a number of 1 or more.");
                    break;
                case "--held-out":
                    heldOut = true;
                    break;
                case "--json":
                    json = Next();
                    break;
                case "--verbose":
                    verbose = true;
                    break;
                case var text when takesTexts && !text.StartsWith("--", StringComparison.Ordinal):
                    texts.Add(text);
                    break;
                default:
                    throw new EvaluationException($"'{arguments[index]}' is no option; './dev help eval' lists them.");
            }
        }

        return new EvaluationOptions(cases, agents, builtIn, json, verbose) { Phrasings = phrasings, Draws = draws, HeldOut = heldOut, Texts = texts };
    }
}

/// <summary>Something that the person who called the command must change; the text says what.</summary>
internal sealed class EvaluationException(string message) : Exception(message);
