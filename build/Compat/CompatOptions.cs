namespace OrleansAgents.Compat;

/// <param name="Directory">The application to try; it is read, never written.</param>
/// <param name="Repository">Where the engine's sources lie.</param>
/// <param name="JsonFile">Where to write the findings, too.</param>
/// <param name="Offline">Restore from the local package cache alone.</param>
/// <param name="Keep">Leave the scratch copy for a closer look.</param>
internal sealed record CompatOptions(string Directory, string Repository, string? JsonFile, bool Offline, bool Keep)
{
    private const string Usage = "usage: compat DIR [--json FILE] [--offline] [--keep]";

    /// <exception cref="ArgumentException">An argument is unknown or the directory does not exist.</exception>
    public static CompatOptions Parse(IReadOnlyList<string> arguments)
    {
        string? directory = null, json = null;
        var repository = Environment.CurrentDirectory;
        bool offline = false, keep = false;
        for (var index = 0; index < arguments.Count; index++)
        {
            switch (arguments[index])
            {
                case "--offline": offline = true; break;
                case "--keep": keep = true; break;
                case "--json": json = Value(arguments, ref index); break;
                case "--repository": repository = Value(arguments, ref index); break;
                case var option when option.StartsWith('-'): throw new ArgumentException($"Unknown option '{option}'; {Usage}.");
                case var path when directory is null: directory = path; break;
                case var extra: throw new ArgumentException($"One directory at a time: '{extra}' is a second one; {Usage}.");
            }
        }

        if (directory is null)
        {
            throw new ArgumentException($"No directory is named; {Usage}.");
        }

        if (!System.IO.Directory.Exists(directory))
        {
            throw new ArgumentException($"'{directory}' is not a directory; name one that holds an Orleans project or solution.");
        }

        return new CompatOptions(Path.GetFullPath(directory), Path.GetFullPath(repository), json, offline, keep);
    }

    private static string Value(IReadOnlyList<string> arguments, ref int index) =>
        ++index < arguments.Count ? arguments[index] : throw new ArgumentException($"'{arguments[index - 1]}' needs a value; {Usage}.");
}
