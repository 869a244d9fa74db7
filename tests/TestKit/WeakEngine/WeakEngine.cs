using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Hosting;
using Orleans.TestingHost;

namespace OrleansAgents.TestKit;

/// <summary>A test cluster that behaves as weakly as Orleans may: for tests of applications that must hold on any engine, however bad the day.</summary>
/// <remarks>
/// <para>What may happen to a call: it never arrives; it arrives after its caller has given up; it runs and its answer is lost; others overtake it. In the first three cases the caller gets a <see cref="TimeoutException"/> and cannot
/// tell which it was. One-way calls and notifications are lost in silence. What may happen to a grain: for some calls it has two activations, which share nothing but storage, and about half of the calls go to each; then one of the
/// two ends. Calls that take long time out soon, and reminders cannot have periods below a minute.</para>
/// <para>It uses nothing but Orleans' public API, so it runs on either engine. Calls are lost and held by an outgoing call filter in every silo and in the client. The second activations live in a second cluster, configured as the first:
/// the filter makes a call there instead, or from there back in the first. So the second activation of a grain finds all other grains where the first one does, unless they are split too.</para>
/// <para>Every decision comes from the seed, the grain, the method and how often it has been called, so it does not depend on what runs at the same time; <see cref="ForSeeds"/> names the seed of a test that fails.</para>
/// <para>Not modelled: lost or repeated reminder ticks and timer ticks; calls of Orleans' own interfaces, and with them <see cref="IAsyncEnumerable{T}"/> results, which are never lost, and which a second activation gets from further second
/// activations; stream events; a call that runs twice by itself, which no engine does; reminders that a second activation registers, unless the application's reminder table is outside of the clusters, live as long as the second cluster;
/// storage that fails or forgets. Start-up tasks and hosted services that are configured run in both clusters. Arguments of a call that arrives late are copied when it is sent. Call-chain reentrancy ends where a call changes clusters.</para>
/// </remarks>
public sealed class WeakEngine : IAsyncDisposable
{
    private readonly InProcessTestCluster _first;
    private readonly InProcessTestCluster _second;
    private readonly CallPlans _plans;
    private readonly HeldCalls _held;
    private readonly SplitGrains _splits = new();
    private readonly Lock _gate = new();
    private readonly List<Task> _under = [];
    private volatile bool _isCalm;
    private long _calls;
    private long _neverArrived;
    private long _arrivedLate;
    private long _answersLost;
    private long _heldBack;
    private long _splitsBegun;
    private long _toDuplicates;

    private WeakEngine(WeakEngineOptions options, short silos, Action<InProcessTestClusterBuilder> configure)
    {
        Options = options;
        _plans = new CallPlans(options);
        _held = new HeldCalls(options.Time, options.HeldMax);
        _first = Build(silos, isDuplicate: false, configure, serviceId: null);
        _second = Build(1, isDuplicate: true, configure, _first.Options.ServiceId);
    }

    public WeakEngineOptions Options { get; }

    /// <summary>The cluster under test, with the first activation of every grain.</summary>
    public InProcessTestCluster Cluster => _first;

    /// <summary>A client whose calls are as weak as all others.</summary>
    public IClusterClient Client => _first.Client;

    /// <summary>Storage that both activations of a split grain share, under Orleans' default storage name unless the application's configuration replaces it.</summary>
    public SharedGrainStorage Storage { get; } = new();

    public WeakEngineCounts Counts => new(
        Interlocked.Read(ref _calls),
        Interlocked.Read(ref _neverArrived),
        Interlocked.Read(ref _arrivedLate),
        Interlocked.Read(ref _answersLost),
        Interlocked.Read(ref _heldBack),
        Interlocked.Read(ref _splitsBegun),
        Interlocked.Read(ref _toDuplicates));

    /// <summary>Starts the clusters.</summary>
    /// <param name="configure">The application's own configuration; called for each of the two clusters.</param>
    /// <param name="silos">Silos of the cluster under test.</param>
    public static async Task<WeakEngine> StartAsync(WeakEngineOptions options, Action<InProcessTestClusterBuilder> configure, short silos = 2)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(configure);
        var engine = new WeakEngine(options, silos, configure);
        try
        {
            await Task.WhenAll(engine._first.DeployAsync(), engine._second.DeployAsync());
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }

        return engine;
    }

    /// <summary>Runs a test under the seeds 1 to <paramref name="count"/>, or under the one in the environment variable ORLEANSAGENTS_SEED; twenty times as many if ORLEANSAGENTS_VERIFY is 1.</summary>
    /// <exception cref="FailedSeedException">The test failed; names the seed.</exception>
    public static async Task ForSeeds(int count, Func<int, Task> test)
    {
        ArgumentNullException.ThrowIfNull(test);
        foreach (var seed in Seeds(count, Environment.GetEnvironmentVariable))
        {
            try
            {
                await test(seed);
            }
            catch (Exception failure)
            {
                throw new FailedSeedException(seed, failure);
            }
        }
    }

    /// <summary>Ends all weakness for good: what is held or late is let go and has ended on return, and every second activation has ended. Tests call it before they look at the outcome.</summary>
    public async Task CalmAsync()
    {
        _isCalm = true;
        _held.End();
        _splits.End();
        Task[] under;
        lock (_gate) under = [.. _under];
        await Task.WhenAll(under);
        await _second.StopAllSilosAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _isCalm = true;
        _held.End();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    internal static IEnumerable<int> Seeds(int count, Func<string, string?> setting) =>
        setting("ORLEANSAGENTS_SEED") is { } seed
            ? [int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture)]
            : Enumerable.Range(1, setting("ORLEANSAGENTS_VERIFY") == "1" ? count * 20 : count);

    internal bool Concerns(IOutgoingGrainCallContext call) =>
        call.InterfaceMethod.DeclaringType is { } type && type.Namespace is not "Orleans" && type.Namespace?.StartsWith("Orleans.", StringComparison.Ordinal) != true && Options.Concerns(type);

    internal CallPlan Plan(IOutgoingGrainCallContext call, bool isObserver)
    {
        if (_isCalm) return default;
        Interlocked.Increment(ref _calls);
        _held.Overtake();
        var plan = _plans.Next(call.TargetId, call.InterfaceMethod.Name, isObserver);
        switch (plan.Fate)
        {
            case CallFate.NeverArrives: Interlocked.Increment(ref _neverArrived); break;
            case CallFate.ArrivesLate: Interlocked.Increment(ref _arrivedLate); break;
            case CallFate.AnswerIsLost: Interlocked.Increment(ref _answersLost); break;
        }

        return plan;
    }

    internal Task Hold(CallPlan plan)
    {
        Interlocked.Increment(ref _heldBack);
        return _held.Wait(plan.OvertakenBy);
    }

    /// <summary>Has a call go out when its caller has given up, and perhaps some others have overtaken it.</summary>
    internal void SendLate(Func<Task> send) => Track(Task.Run(async () =>
    {
        await Task.Delay(Options.LossTimeout, Options.Time);
        await _held.Wait(Options.OvertakenByMax);
        await send().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }));

    /// <summary>Whether the call goes to the second activation of its grain, and whether that activation ends after it.</summary>
    internal (bool ToDuplicate, bool Ends) Route(GrainId target, CallPlan plan)
    {
        var (toDuplicate, begins, ends) = _splits.Route(target, plan);
        if (begins) Interlocked.Increment(ref _splitsBegun);
        if (toDuplicate) Interlocked.Increment(ref _toDuplicates);
        return (toDuplicate, ends);
    }

    internal void EndDuplicate(GrainId grain) => Track(_second.DeactivateAsync(grain));

    internal IGrainFactory Grains(bool ofDuplicates) => ofDuplicates ? _second.Client : _first.Client;

    private void Track(Task task)
    {
        lock (_gate)
        {
            _under.RemoveAll(static under => under.IsCompleted);
            _under.Add(task);
        }
    }

    private InProcessTestCluster Build(short silos, bool isDuplicate, Action<InProcessTestClusterBuilder> configure, string? serviceId)
    {
        var builder = new InProcessTestClusterBuilder(silos);
        if (serviceId is not null) builder.Options.ServiceId = serviceId;
        builder.ConfigureSilo((_, silo) => silo.Services.AddGrainStorage("Default", (services, _) => Storage.For(services)));
        configure(builder);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddOutgoingGrainCallFilter(new WeakCallFilter(this, isDuplicate));
            silo.Services.PostConfigure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = Options.ResponseTimeout);
            silo.Services.PostConfigure<ReminderOptions>(reminders =>
            {
                if (reminders.MinimumReminderPeriod < Options.ReminderPeriodMin) reminders.MinimumReminderPeriod = Options.ReminderPeriodMin;
            });
        });
        builder.ConfigureClient(client =>
        {
            client.AddOutgoingGrainCallFilter(new WeakCallFilter(this, isDuplicate));
            client.Services.PostConfigure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = Options.ResponseTimeout);
        });
        return builder.Build();
    }
}

/// <summary>A test failed under a seed.</summary>
public sealed class FailedSeedException(int seed, Exception failure)
    : Exception($"The test failed with seed {seed}. Run it again with ORLEANSAGENTS_SEED={seed} in the environment. {failure.Message}", failure)
{
    public int Seed => seed;
}
