using Microsoft.Extensions.Options;

namespace OrleansAgents.Gateway;

/// <summary>The gateway's process, and the command that makes tokens for it.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        try
        {
            if (args is ["token", .. var rest])
            {
                return TokenCommand.Run(rest, Console.Out, Console.Error);
            }

            await using var app = GatewayHost.Build(WebApplication.CreateBuilder(args));
            _ = app.Services.GetRequiredService<LocalKey>();
            await app.RunAsync();
            return 0;
        }
        catch (Exception problem) when (problem is OptionsValidationException or LocalKeyException)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 1;
        }
    }
}
