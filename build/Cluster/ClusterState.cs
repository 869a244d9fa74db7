using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansAgents.Cluster;

/// <summary>What a node is.</summary>
internal enum NodeKind
{
    Silo,
    Gateway,
    Database,
}

/// <summary>What the operator last wanted of a node; whether it is so is for its process to show.</summary>
internal enum NodeWish
{
    Running,
    Paused,
    Stopped,
    Killed,
}

/// <summary>One process of the cluster, numbered as the operator names it: silos 1, 2, ..., gateways g1, g2, ..., the database db.</summary>
internal sealed record Node(string Name, NodeKind Kind)
{
    public NodeWish Wish { get; set; } = NodeWish.Stopped;

    public int SiloPort { get; set; }

    public int GatewayPort { get; set; }

    /// <summary>HTTP of silos and gateways; the database's own port.</summary>
    public int Port { get; set; }

    public ProcessIdentity? Process { get; set; }

    public DateTimeOffset? Since { get; set; }
}

/// <summary>
/// A cluster of this machine, kept in <c>cluster.json</c> of its folder between the commands. The file has the cluster's secret, so only its owner may read it.
/// </summary>
internal sealed record ClusterState(string Store, string SiloProgram, string GatewayProgram, string Secret)
{
    private const string FileName = "cluster.json";
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Converters = { new JsonStringEnumConverter() } };

    public string ConnectionString { get; set; } = "";

    /// <summary>How long a silo may run after it last renewed its place; as the silos have it by themselves if null.</summary>
    public int? LeaseSeconds { get; init; }

    /// <summary>The database's files, outside of the cluster's folder: the account that it runs under need not be able to enter that.</summary>
    public string DatabaseFolder { get; set; } = "";

    public List<Node> Nodes { get; init; } = [];

    /// <summary>The cluster of a folder; null if there is none.</summary>
    public static ClusterState? Load(string folder)
    {
        var file = Path.Combine(folder, FileName);
        return File.Exists(file) ? JsonSerializer.Deserialize<ClusterState>(File.ReadAllText(file), Json) : null;
    }

    /// <summary>Written beside and moved, so that a command that is interrupted leaves the old state or the new one.</summary>
    public void Save(string folder)
    {
        var draft = Path.Combine(folder, $"{FileName}.{Environment.ProcessId}");
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (FileStream stream = new(draft, options))
        {
            JsonSerializer.Serialize(stream, this, Json);
        }

        File.Move(draft, Path.Combine(folder, FileName), overwrite: true);
    }

    public static void Remove(string folder) => File.Delete(Path.Combine(folder, FileName));

    /// <exception cref="OperatorException">There is no such node.</exception>
    public Node Find(string name) => Nodes.FirstOrDefault(node => node.Name == name)
        ?? throw new OperatorException($"There is no node '{name}'; the nodes are {string.Join(", ", Nodes.Select(static node => node.Name))}.");
}

/// <summary>Something that the operator can mend; its text is all that is shown.</summary>
internal sealed class OperatorException(string message) : Exception(message);
