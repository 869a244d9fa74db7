using OrleansAgents.Silo;

namespace OrleansAgents.Gateway;

/// <summary>The gateway's process, and the command that makes tokens for it.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => StartFailure.GuardAsync(async () =>
    {
        if (args is ["token", .. var rest])
        {
            return TokenCommand.Run(rest, Console.Out, Console.Error);
        }

        await using var app = GatewayHost.Build(WebApplication.CreateBuilder(args));

        // A key that cannot be used ends the start, not the first request.
        _ = app.Services.GetRequiredService<LocalKey>();
        await app.RunAsync();
        return 0;
    });
}
