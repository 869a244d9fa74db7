using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OrleansAgents.Grains;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Intents;
using OrleansAgents.Grains.Model;
using OrleansAgents.Grains.Registry;
using OrleansAgents.Grains.Shadows;
using OrleansAgents.Grains.Users;

namespace Orleans.Hosting;

/// <summary>Adds the assistant to a silo.</summary>
public static class AssistantSiloBuilderExtensions
{
    /// <summary>
    /// Adds what the assistant's grains need, but for what differs from one deployment to the next: grain storage, reminders, an <see cref="OrleansAgents.Storage.IEventLog"/>,
    /// the agents, and who understands and plans.
    /// </summary>
    public static ISiloBuilder AddAssistant(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        var services = silo.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new TurnScheduler(TaskScheduler.Default));
        services.AddOptions<TurnOptions>().Validate(static o => o.RunningTurnsMax > 0 && o.AppendAttemptsMax > 0 && o.TurnDeadline > TimeSpan.Zero, "Every setting of TurnOptions is greater than zero.");
        services.AddOptions<AgentOptions>();
        services.AddOptions<ShadowOptions>().Validate(static o => o.TurnsAtOnce >= 0 && o.CallsPerTurn > 0, "ShadowOptions.TurnsAtOnce is zero or more, and CallsPerTurn greater than zero.");
        services.AddOptions<QuotaOptions>().Validate(static o => o.MessagesBurst > 0 && o.MessagesPerMinute > 0, "QuotaOptions.MessagesBurst and MessagesPerMinute are greater than zero.");
        services.TryAddSingleton(static provider => provider.GetRequiredService<IOptions<QuotaOptions>>().Value);
        services.TryAddSingleton<SkillScores>();
        services.TryAddSingleton<ConversationMemory>();
        services.TryAddSingleton<ShadowRunner>();
        services.TryAddSingleton<TurnRunner>();
        services.TryAddSingleton<ManifestSource>();
        services.TryAddSingleton<IManifestSource>(static provider => provider.GetRequiredService<ManifestSource>());
        services.AddHostedService(static provider => provider.GetRequiredService<ManifestSource>());
        EngineExtras.AddPlacement(services);
        return silo;
    }
}
