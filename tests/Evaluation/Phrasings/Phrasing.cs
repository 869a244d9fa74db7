namespace OrleansAgents.Evaluation;

/// <summary>A way in which a person puts a need. Names in braces stand for what differs from need to need; <see cref="NeedWords"/> says which there are.</summary>
/// <param name="Scenario">Such as team or dinner.</param>
/// <param name="Language">zh or en: the language that is mostly written.</param>
/// <param name="Line">The line of its file, from 1.</param>
/// <param name="Text">The words.</param>
/// <param name="IsTraditional">Whether it is written in traditional characters, and so what is put in for the braces.</param>
internal sealed record Phrasing(string Scenario, string Language, int Line, string Text, bool IsTraditional)
{
    /// <summary>Every so many lines one is held out: it counts, but nobody looks at it while the planner is mended.</summary>
    private const int HeldOutEvery = 10;

    private const string TraditionalMark = "T ";

    /// <summary>Whether it is one of those that nobody looks at.</summary>
    public bool IsHeldOut => Line % HeldOutEvery == 0;

    /// <summary>Reads the phrasings of a folder: a file such as <c>team.zh.txt</c> for each scenario and language, one a line.</summary>
    public static IReadOnlyList<Phrasing> Load(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new EvaluationException($"There is no folder '{folder}'; --phrasings names one with files such as team.zh.txt, a phrasing a line.");
        }

        return [.. Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal).SelectMany(Read)];
    }

    private static IEnumerable<Phrasing> Read(string file)
    {
        if (Path.GetFileName(file).Split('.') is not [var scenario, "zh" or "en", "txt"])
        {
            throw new EvaluationException($"'{file}' says by its name neither scenario nor language; name it such as team.zh.txt.");
        }

        var language = Path.GetFileName(file).Split('.')[1];
        return File.ReadLines(file).Select((text, index) => text.StartsWith(TraditionalMark, StringComparison.Ordinal)
            ? new Phrasing(scenario, language, index + 1, text[TraditionalMark.Length..], true)
            : new Phrasing(scenario, language, index + 1, text, false));
    }
}
