using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using OrleansAgents.Cluster;
using OrleansAgents.Drill.Turns;

namespace OrleansAgents.Drill.Silos;

/// <summary>A silo in a process of its own, hosted as an application hosts it, with the runtime's own settings.</summary>
internal static class SiloProcess
{
    /// <summary>The first argument of a process that is a silo.</summary>
    public const string Argument = "silo";

    /// <summary>What it prints when it is a member.</summary>
    public const string Ready = "ready";

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(string[] arguments)
    {
        var settings = SiloSettings.Read(new ConfigurationBuilder().AddCommandLine(arguments).Build());
        EndWith(settings.Parent);
        using TurnLog turns = new(settings.TurnLog, settings.Run);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(static console => (console.SingleLine, console.TimestampFormat, console.UseUtcTimestamp) = (true, "HH:mm:ss.fff ", true));
        builder.Services.AddSingleton(settings).AddSingleton(turns);
        builder.UseOrleans(silo => silo
            .Configure<SiloOptions>(self => self.SiloName = settings.Name)
            .Configure<ClusterLeaseOptions>(lease => lease.LeaseDuration = TimeSpan.FromSeconds(settings.LeaseSeconds))
            .ConfigureEndpoints(settings.IPAddress, settings.SiloPort, settings.GatewayPort)
            .UseStore(settings.Store, settings.Data, Environment.GetEnvironmentVariable(SiloSettings.SecretVariable) ?? ""));
        using var host = builder.Build();
        await host.StartAsync();
        Console.WriteLine(Ready);
        await host.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>A drill that is killed cannot end its silos; they end themselves then.</summary>
    private static void EndWith(int parent)
    {
        var drill = ProcessIdentity.Of(parent);
        new Thread(() =>
        {
            while (drill?.IsAlive == true)
            {
                Thread.Sleep(LookAgain);
            }

            Environment.Exit(1);
        })
        { IsBackground = true, Name = "The drill's process" }.Start();
    }
}
