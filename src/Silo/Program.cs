namespace OrleansAgents.Silo;

/// <summary>The silo's process.</summary>
internal static class Program
{
    public static void Main(string[] args) => WebApplication.CreateBuilder(args).Build().Run();
}
