using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.TestingHost;
using OrleansAgents.Grains;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Registry;
using OrleansAgents.Grains.Sessions;
using OrleansAgents.Grains.Understanding;
using OrleansAgents.Grains.Users;
using OrleansAgents.Storage;
using OrleansAgents.TestKit;

namespace OrleansAgents.Assistant.Tests.Support;

/// <summary>Silos with the assistant, scripted agents and a real event log in a file of its own.</summary>
internal sealed class AssistantCluster : IAsyncDisposable
{
    /// <summary>So many calls in a row are lost by no seed; it only ends a test that would go on for ever.</summary>
    private const int CallsMax = 200;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("assistant-");
    private readonly IHost _stores;

    private AssistantCluster(ScriptedAgent[] agents, Action<ISiloBuilder>? configure)
    {
        Agents = agents;
        var stores = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        stores.Services.AddSqliteEventLog(options => options.DataFile = Path.Combine(_folder.FullName, "events.db"));
        _stores = stores.Build();
        Configure = silo =>
        {
            silo.AddAssistant();
            silo.Services.AddSingleton(Log);
            silo.Services.AddSingleton(new ProgramManifests([.. agents.Select(agent => agent.Manifest)]));
            silo.Services.AddSingleton<ScriptedMind>();
            silo.Services.AddSingleton<IUnderstanding>(services => services.GetRequiredService<ScriptedMind>());
            silo.Services.AddSingleton<IPlanner>(services => services.GetRequiredService<ScriptedMind>());
            foreach (var agent in agents)
            {
                silo.Services.AddSingleton<IAgentHandler>(agent);
            }

            silo.Services.Configure<QuotaOptions>(quota => quota.MessagesBurst = 1_000);
            configure?.Invoke(silo);
        };
    }

    public ScriptedAgent[] Agents { get; }

    /// <summary>Adds the assistant to a silo of any cluster.</summary>
    public Action<ISiloBuilder> Configure { get; }

    public IEventLog Log => _stores.Services.GetRequiredService<IEventLog>();

    public InProcessTestCluster? Silos { get; private set; }

    /// <summary>The engine that loses calls; null if these silos keep what they promise.</summary>
    public WeakEngine? Weak { get; private set; }

    /// <summary>Conversations that tests have opened here.</summary>
    public System.Collections.Concurrent.ConcurrentBag<Conversation> Conversations { get; } = [];

    /// <summary>Starts silos.</summary>
    public static async Task<AssistantCluster> StartAsync(ScriptedAgent[] agents, short silos = 1, Action<ISiloBuilder>? configure = null)
    {
        var cluster = await PrepareAsync(agents, configure);
        InProcessTestClusterBuilder builder = new(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorageAsDefault();
            silo.UseInMemoryReminderService();
            cluster.Configure(silo);
        });
        cluster.Silos = builder.Build();
        await cluster.Silos.DeployAsync();
        return cluster;
    }

    /// <summary>Starts silos that lose and delay calls and activate grains twice.</summary>
    public static async Task<AssistantCluster> StartWeakAsync(ScriptedAgent[] agents, int seed, Action<ISiloBuilder>? configure = null)
    {
        var cluster = await PrepareAsync(agents, configure);
        cluster.Weak = await WeakEngine.StartAsync(
            new WeakEngineOptions { Seed = seed },
            builder => builder.ConfigureSilo((_, silo) =>
            {
                silo.UseInMemoryReminderService();
                cluster.Configure(silo);
            }),
            silos: 1);
        cluster.Silos = cluster.Weak.Cluster;
        return cluster;
    }

    /// <summary>Opens the event log; the silos are the caller's.</summary>
    public static async Task<AssistantCluster> PrepareAsync(ScriptedAgent[] agents, Action<ISiloBuilder>? configure = null)
    {
        AssistantCluster cluster = new(agents, configure);
        await cluster._stores.StartAsync();
        return cluster;
    }

    /// <summary>A conversation of a user, with somebody who reads its events as they are told.</summary>
    public async Task<Conversation> OpenAsync(string subject = "ann", string session = "c1")
    {
        var conversation = await Conversation.OpenAsync(this, new SessionKey(UserKey.Encode("test", subject), session));
        Conversations.Add(conversation);
        return conversation;
    }

    /// <summary>Makes a call as a client does: on an engine that may lose it, whatever fails may have happened, and is asked for again.</summary>
    public async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        for (var left = CallsMax; ; left--)
        {
            try
            {
                return await call();
            }
            catch (Exception failure) when (Weak is not null && left > 0 && failure is TimeoutException or SessionMovedException or OrleansException)
            {
                // The next attempt is another call to the engine, with another fate.
            }
        }
    }

    public Task CallAsync(Func<Task> call) => CallAsync(async () =>
    {
        await call();
        return true;
    });

    /// <summary>Ends the conversation's activation as a crash would: nothing is told to its runner.</summary>
    public async Task EndActivationAsync(Conversation conversation)
    {
        await Silos!.DeactivateAsync(conversation.Grain.GetGrainId());
    }

    public async ValueTask DisposeAsync()
    {
        if (Weak is not null)
        {
            await Weak.DisposeAsync();
        }
        else if (Silos is not null)
        {
            await Silos.DisposeAsync();
        }

        await _stores.StopAsync();
        _stores.Dispose();
        _folder.Delete(recursive: true);
    }
}
