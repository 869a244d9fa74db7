namespace OrleansAgents.Silo;

/// <summary>A process that hosts grains and serves nothing but its health.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => StartFailure.GuardAsync(async () =>
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddDefaultSettings("http://localhost:8081");
        builder.AddAssistantHost();
        await using var app = builder.Build();
        app.MapHealth();
        await app.RunAsync();
        return 0;
    });
}
