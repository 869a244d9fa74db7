namespace OrleansAgents.Cluster;

/// <summary>Handles a cluster of this machine; './dev help cluster' has the commands.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => Commands.RunAsync(args, Console.Out, Console.Error);
}
