namespace OrleansAgents.Compat;

/// <summary>What stands in for one of Microsoft's Orleans packages.</summary>
internal enum Counterpart
{
    /// <summary>src/Runtime with its source generator.</summary>
    Engine,

    /// <summary>src/TestingHost.</summary>
    TestingHost,

    /// <summary>src/Storage.</summary>
    Storage,

    /// <summary>Nothing: the package is removed and reported.</summary>
    None,
}

/// <summary>Which package of Microsoft's is replaced by what. Package ids have no case.</summary>
internal static class PackageMap
{
    public const string Prefix = "Microsoft.Orleans.";

    private static readonly HashSet<string> Engine = Ids(
        "Sdk", "Server", "Client", "Core", "Core.Abstractions", "Runtime", "Runtime.Abstractions", "Serialization", "Serialization.Abstractions",
        "CodeGenerator", "CodeGenerator.MSBuild", "Analyzers", "Persistence.Memory", "Reminders", "Reminders.Abstractions");

    private static readonly HashSet<string> Storage = Ids(
        "Persistence.AdoNet", "Clustering.AdoNet", "Reminders.AdoNet", "Persistence.AzureStorage", "Clustering.AzureStorage", "Reminders.AzureStorage");

    private static readonly HashSet<string> TestingHost = Ids("TestingHost");

    public static bool IsOrleans(string package) => package.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    public static Counterpart For(string package) =>
        Engine.Contains(package) ? Counterpart.Engine
        : Storage.Contains(package) ? Counterpart.Storage
        : TestingHost.Contains(package) ? Counterpart.TestingHost
        : Counterpart.None;

    public static IEnumerable<string> Of(Counterpart counterpart) => counterpart switch
    {
        Counterpart.Engine => Engine,
        Counterpart.Storage => Storage,
        Counterpart.TestingHost => TestingHost,
        _ => [],
    };

    private static HashSet<string> Ids(params string[] names) => names.Select(name => Prefix + name).ToHashSet(StringComparer.OrdinalIgnoreCase);
}
