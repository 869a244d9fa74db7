namespace OrleansAgents.Grains.Manifests;

/// <summary>Bounds of a manifest, with their reasons. A manifest comes from whoever offers an agent, and every silo builds its router from it.</summary>
public static class ManifestLimits
{
    /// <summary>Characters of an id; ids are parts of URLs and of grain keys.</summary>
    public const int IdCharactersMax = 40;

    /// <summary>Characters of an endpoint's address.</summary>
    public const int AddressCharactersMax = 500;

    /// <summary>Characters of the name that an endpoint has for a skill: what MCP recommends at most.</summary>
    public const int ToolCharactersMax = 128;

    /// <summary>Skills of an agent: as many as a large server of tools offers. One that has more is several agents.</summary>
    public const int SkillsMax = 200;

    /// <summary>Characters of a name or title: a line on a telephone.</summary>
    public const int TitleCharactersMax = 80;

    /// <summary>Characters of a description: a paragraph, which a model reads for every skill that it is offered.</summary>
    public const int DescriptionCharactersMax = 600;

    /// <summary>Examples of a skill that a router needs at least, both languages together: one that has none in a language is found in it by its title and description alone.</summary>
    public const int ExamplesMin = 1;

    /// <summary>Examples of a skill in a language; more slow the router's building and teach it little.</summary>
    public const int ExamplesMax = 300;

    /// <summary>Characters of an example: a long sentence.</summary>
    public const int ExampleCharactersMax = 200;

    /// <summary>Terms of all vocabularies of an agent: what a silo can hold in memory for each of a thousand agents, if not all use it up.</summary>
    public const int TermsMax = 20_000;

    /// <summary>Names of a term in a language.</summary>
    public const int TermNamesMax = 20;

    /// <summary>Characters of a name in a vocabulary.</summary>
    public const int TermCharactersMax = 80;

    /// <summary>Characters of a term's value as JSON.</summary>
    public const int TermValueCharactersMax = 500;

    /// <summary>Skills that a skill suggests: what people want next is one or two things.</summary>
    public const int SuggestionsMax = 5;

    /// <summary>Levels of nesting of a schema. A person can be asked for a value of two or three.</summary>
    public const int SchemaDepthMax = 12;

    /// <summary>Characters of a schema as JSON.</summary>
    public const int SchemaCharactersMax = 32 * 1024;

    /// <summary>Milliseconds that a skill may say it usually takes; nobody waits longer than a minute for a step.</summary>
    public const int LatencyMillisecondsMax = 60_000;

    /// <summary>Characters of a whole manifest as JSON: room for the largest vocabulary, and small enough for one message between silos.</summary>
    public const int CharactersMax = 2 * 1024 * 1024;
}
