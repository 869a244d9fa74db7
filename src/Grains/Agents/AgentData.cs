using System.Globalization;
using System.Text;

namespace OrleansAgents.Grains.Agents;

/// <summary>
/// The data files of the built-in agents, embedded in the assembly. A table is text: lines that begin with # are for the reader, the first other line names the columns,
/// a field that holds a comma stands in double quotes. A mistake in a file stops the silo's start and names file and line.
/// </summary>
internal static class AgentData
{
    /// <summary>The text of a file.</summary>
    /// <param name="path">Below the folder Agents, such as <c>Maps/places.csv</c>.</param>
    public static string Text(string path)
    {
        var name = $"OrleansAgents.Grains.Agents.{path.Replace('/', '.')}";
        using var stream = typeof(AgentData).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly holds no file '{name}'; it is embedded by Grains.csproj when it lies in src/Grains/Agents and ends in .json or .csv.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>The rows of a table.</summary>
    public static IEnumerable<DataRow> Table(string path) => Parse(path, Text(path));

    /// <summary>The rows of a table's text.</summary>
    /// <exception cref="AgentDataException">A line has more or fewer fields than there are columns, or a quote that does not end.</exception>
    public static IEnumerable<DataRow> Parse(string path, string text)
    {
        string[]? columns = null;
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var content = line.TrimEnd('\r');
            if (content.Length == 0 || content[0] == '#')
            {
                continue;
            }

            var fields = Fields(path, number, content);
            if (columns is null)
            {
                columns = fields;
            }
            else if (fields.Length != columns.Length)
            {
                throw new AgentDataException(path, number, $"it has {fields.Length} fields, and the table has {columns.Length} columns ({string.Join(", ", columns)}); add what is missing, or quote a field that holds a comma");
            }
            else
            {
                yield return new DataRow(path, number, columns, fields);
            }
        }
    }

    private static string[] Fields(string path, int number, string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var index = 0; index < line.Length; index++)
        {
            switch (line[index])
            {
                case '"' when quoted && index + 1 < line.Length && line[index + 1] == '"':
                    field.Append('"');
                    index++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    fields.Add(field.ToString());
                    field.Clear();
                    break;
                case var character:
                    field.Append(character);
                    break;
            }
        }

        if (quoted)
        {
            throw new AgentDataException(path, number, "a double quote begins a field and none ends it; close it, or write it twice if the text holds one");
        }

        fields.Add(field.ToString());
        return [.. fields];
    }
}

/// <summary>A line of a table.</summary>
internal sealed class DataRow(string path, int line, string[] columns, string[] fields)
{
    /// <summary>A field that is not empty.</summary>
    public string Text(string column) => Optional(column) ?? throw Wrong(column, "it is empty; every line needs one");

    /// <summary>A field; null if it is empty.</summary>
    public string? Optional(string column)
    {
        var index = Array.IndexOf(columns, column);
        return index < 0
            ? throw new AgentDataException(path, line, $"the table has no column '{column}'; it has {string.Join(", ", columns)}")
            : fields[index].Length == 0 ? null : fields[index];
    }

    /// <summary>A number, as written with a point.</summary>
    public decimal Number(string column, decimal least, decimal most)
        => decimal.TryParse(Text(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Wrong(column, $"it is '{Text(column)}'; it is a number from {least} to {most}");

    /// <summary>What stands between the separators of a field.</summary>
    public string[] List(string column, char separator = '|') => Optional(column)?.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Makes the exception of a field.</summary>
    public AgentDataException Wrong(string column, string problem) => new(path, line, $"in column '{column}' {problem}");
}

/// <summary>A data file that is not as it must be.</summary>
/// <param name="path">The file, below the folder Agents.</param>
/// <param name="line">Counted from 1.</param>
/// <param name="problem">What is wrong there, and how it must be.</param>
internal sealed class AgentDataException(string path, int line, string problem) : Exception($"{path}, line {line}: {problem}.");
