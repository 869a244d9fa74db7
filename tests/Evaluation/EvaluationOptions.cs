namespace OrleansAgents.Evaluation;

/// <summary>What is evaluated on what.</summary>
/// <param name="Cases">Files of cases.</param>
/// <param name="Agents">Folders of manifests; none for the built-in agents.</param>
/// <param name="WithBuiltIn">Whether the built-in agents are there beside those of the folders.</param>
/// <param name="Json">Where the figures go; null for nowhere.</param>
/// <param name="Verbose">Whether every case that went wrong is printed.</param>
internal sealed record EvaluationOptions(IReadOnlyList<string> Cases, IReadOnlyList<string> Agents, bool WithBuiltIn, string? Json, bool Verbose)
{
    public static EvaluationOptions Parse(string[] arguments)
    {
        List<string> cases = [], agents = [];
        string? json = null;
        var (verbose, builtIn) = (false, false);
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
                case "--json":
                    json = Next();
                    break;
                case "--verbose":
                    verbose = true;
                    break;
                default:
                    throw new EvaluationException($"'{arguments[index]}' is no option; './dev help eval' lists them.");
            }
        }

        return new EvaluationOptions(cases, agents, builtIn, json, verbose);
    }
}

/// <summary>Something that the person who called the command must change; the text says what.</summary>
internal sealed class EvaluationException(string message) : Exception(message);
