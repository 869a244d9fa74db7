using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.TestingHost;
using OrleansAgents.Grains;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Events;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Registry;
using OrleansAgents.Grains.Sessions;
using OrleansAgents.Grains.Understanding;
using OrleansAgents.Grains.Users;
using OrleansAgents.Storage;

namespace OrleansAgents.Assistant.Tests.Support;

/// <summary>Silos with the assistant, scripted agents and a real event log in a file of its own.</summary>
internal sealed class AssistantCluster : IAsyncDisposable
{
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

    /// <summary>Opens the event log; the silos are the caller's.</summary>
    public static async Task<AssistantCluster> PrepareAsync(ScriptedAgent[] agents, Action<ISiloBuilder>? configure = null)
    {
        AssistantCluster cluster = new(agents, configure);
        await cluster._stores.StartAsync();
        return cluster;
    }

    /// <summary>A conversation of a user, with somebody who reads its events as they are told.</summary>
    public Task<Conversation> OpenAsync(string subject = "ann", string session = "c1") => Conversation.OpenAsync(Silos!.Client, Log, new SessionKey(UserKey.Encode("test", subject), session));

    /// <summary>Ends the conversation's activation as a crash would: nothing is told to its runner.</summary>
    public async Task EndActivationAsync(Conversation conversation)
    {
        await Silos!.DeactivateAsync(conversation.Grain.GetGrainId());
    }

    public async ValueTask DisposeAsync()
    {
        if (Silos is not null)
        {
            await Silos.DisposeAsync();
        }

        await _stores.StopAsync();
        _stores.Dispose();
        _folder.Delete(recursive: true);
    }
}

/// <summary>A conversation as a client sees it.</summary>
internal sealed class Conversation : IEventHints
{
    /// <summary>Far longer than anything here takes; it only ends a test that would hang.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<EventHint> _hints = Channel.CreateUnbounded<EventHint>();
    private readonly IEventLog _log;
    private readonly IEventHints _self;

    private Conversation(IGrainFactory grains, IEventLog log, SessionKey key)
    {
        _log = log;
        _self = grains.CreateObjectReference<IEventHints>(this);
        Key = key;
        Grain = grains.GetGrain<ISessionGrain>(key.ToString());
    }

    public SessionKey Key { get; }

    public ISessionGrain Grain { get; }

    public static async Task<Conversation> OpenAsync(IGrainFactory grains, IEventLog log, SessionKey key)
    {
        Conversation conversation = new(grains, log, key);
        await conversation.Grain.Create("");
        await conversation.SubscribeAsync();
        return conversation;
    }

    /// <summary>Asks for hints; whoever lives longer than an activation asks again.</summary>
    public Task SubscribeAsync() => Grain.Subscribe(_self);

    public Task Appended(EventHint hint)
    {
        _hints.Writer.TryWrite(hint);
        return Task.CompletedTask;
    }

    public Task<SubmitReply> SubmitAsync(string text, string? id = null, OnBusy onBusy = OnBusy.Enqueue)
        => Grain.Submit(new SessionMessage(text, id ?? text, onBusy, "en", "Asia/Shanghai"));

    /// <summary>Submits a message and waits for the end of its turn.</summary>
    public async Task<TurnCompletedPayload> TurnAsync(string text, string? id = null)
    {
        var reply = await SubmitAsync(text, id);
        Assert.Equal(SubmitOutcome.Accepted, reply.Outcome);
        return await EndOfAsync(reply.TurnId!);
    }

    public async Task<TurnCompletedPayload> EndOfAsync(string turnId)
        => EventJson.Read<TurnCompletedPayload>((await WaitForAsync(e => e.Kind == EventKinds.TurnCompleted && EventJson.Read<TurnCompletedPayload>(e.Data).TurnId == turnId)).Data);

    /// <summary>Waits until the log has such an event.</summary>
    public async Task<StoredEvent> WaitForAsync(Func<StoredEvent, bool> isIt)
    {
        using CancellationTokenSource patience = new(Patience);
        while (true)
        {
            if ((await EventsAsync()).FirstOrDefault(isIt) is { } found)
            {
                return found;
            }

            await _hints.Reader.ReadAsync(patience.Token);
        }
    }

    public Task<IReadOnlyList<StoredEvent>> EventsAsync() => _log.ReadAsync(Key.ToString(), 0, EventLogLimits.PageMax);

    public async Task<IReadOnlyList<string>> KindsAsync() => [.. (await EventsAsync()).Select(e => e.Kind)];

    public async Task<string> AnswerAsync(string turnId)
        => (await EventsAsync()).Where(e => e.Kind == EventKinds.MessageCompleted).Select(e => EventJson.Read<MessageCompletedPayload>(e.Data)).Last(m => m.TurnId == turnId).Text;
}
