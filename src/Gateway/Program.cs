namespace OrleansAgents.Gateway;

/// <summary>The gateway's process.</summary>
internal static class Program
{
    public static void Main(string[] args) => WebApplication.CreateBuilder(args).Build().Run();
}
