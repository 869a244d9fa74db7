using System.Collections.Immutable;

namespace OrleansAgents.Grains.Understanding.Routing;

/// <summary>
/// What people say to an assistant that no skill serves, from <c>everyday.txt</c>. Without these every text would be some skill's. A text that a registered skill's examples are like is left
/// out by <see cref="RouterTraining"/>, so an agent for the weather takes the weather from this list.
/// </summary>
internal static class EverydayTexts
{
    private const string Name = "OrleansAgents.Grains.Understanding.Routing.everyday.txt";

    static EverydayTexts()
    {
        using var stream = typeof(EverydayTexts).Assembly.GetManifestResourceStream(Name) ?? throw new InvalidOperationException($"The assembly holds no file '{Name}'; Grains.csproj embeds it.");
        using StreamReader reader = new(stream);
        var talk = ImmutableArray.CreateBuilder<string>();
        var requests = ImmutableArray.CreateBuilder<string>();
        var into = talk;
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('['))
            {
                into = line == "[talk]" ? talk : requests;
            }
            else if (!line.StartsWith('#'))
            {
                into.AddRange(line.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            }
        }

        (Talk, Requests) = (talk.ToImmutable(), requests.ToImmutable());
    }

    /// <summary>Talk that asks for nothing.</summary>
    public static ImmutableArray<string> Talk { get; }

    /// <summary>Requests for something else.</summary>
    public static ImmutableArray<string> Requests { get; }
}
