using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Placement;
using Orleans.Runtime.Transport;
using OrleansAgents.Runtime.Tests.Clusters;
using OrleansAgents.Runtime.Tests.Transport;

namespace OrleansAgents.Runtime.Tests.Leases;

/// <summary>Rule R21: calls to a silo whose connection stands and from which nothing comes: those that were sent before it was found out may run, those after it wait unsent.</summary>
[Promise("C24")]
public sealed class SilentSiloTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    [Fact]
    public async Task Calls_ToASilentSilo_WaitUnsent_AndGoOnWhenItIsHeardAgain()
    {
        await using var world = await Frozen.Make(Long);
        var (kept, taken) = (world.Grain.Activation(), world.Transport.TakenWhileFrozen);
        var also = world.Grain.Activation();
        Assert.False(kept.IsCompleted);
        Assert.Equal(taken, world.Transport.TakenWhileFrozen);

        world.Transport.Thaw();
        Assert.Equal(await world.Sent.WithPatience(), await kept.WithPatience());
        Assert.Equal(await kept, await also.WithPatience());
        Assert.False(world.Connection.Silence.IsSilent);
    }

    [Fact]
    public async Task Calls_ToASilentSiloThatIsReplaced_GoToTheNextOwner_AndOnlyThoseThatWereSentFail()
    {
        await using var world = await Frozen.Make(Long);
        var kept = world.Grain.Where();
        await SocketCluster.Remove(world.First, world.Second);
        Assert.Equal(SocketCluster.RuntimeOf(world.First).Address, await kept.WithPatience());
        var failure = await Assert.ThrowsAsync<SiloUnavailableException>(() => world.Sent.WithPatience());
        Assert.Contains("may or may not have run", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>The client alone does not hear the silo, which hands grains over meanwhile.</summary>
    [Fact]
    public async Task Calls_WhoseGrainsMove_GoToTheNewOwner_ThoughTheSiloIsStillSilent()
    {
        await using var world = await Frozen.Make(Long);
        var kept = world.Others.ConvertAll(static grain => grain.Where());
        var joined = SocketCluster.RuntimeOf(await world.StartSilo()).Address;
        var moved = await Task.WhenAny(kept).WithPatience();
        Assert.Equal(joined, await moved);
        Assert.True(world.Connection.Silence.IsSilent);
    }

    [Fact]
    public async Task Call_WhoseTimeIsUpWhileItWaits_SaysThatItDidNotRun()
    {
        await using var world = await Frozen.Make(TimeSpan.FromSeconds(3));
        var failure = await Assert.ThrowsAsync<SiloUnavailableException>(() => world.Grain.Where().WithPatience());
        Assert.Contains("was not sent and did not run", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<TimeoutException>(() => world.Sent.WithPatience());
    }

    [Fact]
    public async Task Call_ThatIsCancelledWhileItWaits_IsNotSentAfterwards()
    {
        await using var world = await Frozen.Make(Long);
        using var cancelling = new CancellationTokenSource();
        var name = ClusterTest.UniqueKey();
        var kept = world.Carrier.WaitForCancellation(name, cancelling.Token);
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => kept);

        // What was kept would be sent before what comes after it.
        world.Transport.Thaw();
        await world.Sent.WithPatience();
        await world.Carrier.Where().WithPatience();
        Assert.False(Waypoint.HasEntered(name));
    }

    /// <summary>Something on the way may have forgotten the connection, and say so to neither end.</summary>
    [Fact]
    public async Task Connection_ThatStaysSilent_IsMadeAnew()
    {
        await using var world = await Frozen.Make(Long, static limits => limits.StallTimeout = TimeSpan.FromSeconds(1));
        var kept = world.Grain.Activation();
        var failure = await Assert.ThrowsAsync<SiloUnavailableException>(() => world.Sent.WithPatience());
        Assert.Contains("may or may not have run", failure.Message, StringComparison.Ordinal);
        Assert.True(world.Connection.IsClosed);
        Assert.False(kept.IsCompleted);
        world.Transport.Thaw();
        await kept.WithPatience();
    }

    [Fact]
    public async Task Client_AsksForTheView_WhereItIsHeard()
    {
        await using var world = await Frozen.Make(Long);
        Assert.Equal(SocketCluster.RuntimeOf(world.First).Address, world.Client.Services.GetRequiredService<ClientRuntime>().Messages.AnyConnected()!.Silo);
    }

    /// <summary>The silo may have been replaced long ago, and the hint of that view lost: nothing else would tell a client whose calls all wait.</summary>
    [Fact]
    public async Task Client_WhoseCallsWait_LooksForANewerView()
    {
        await using var world = await Frozen.Make(Long);
        var before = world.Views.Reads;
        var kept = world.Grain.Activation();
        SpinWait.SpinUntil(() => world.Views.Reads > before, ClusterTest.Patience);
        Assert.True(world.Views.Reads > before);
        Assert.False(kept.IsCompleted);
    }

    [Fact]
    public async Task Client_ThatIsDisposed_EndsTheCallsThatWait()
    {
        await using var world = await Frozen.Make(Long);
        var kept = world.Grain.Activation();

        // And one that waits for a silo to which there is no connection.
        world.Transport.Refuse(SocketCluster.GatewayOf(world.Second));
        world.Connection.Close(new IOException("It broke."));
        await Assert.ThrowsAsync<SiloUnavailableException>(() => world.Sent.WithPatience());
        var unsent = world.Grain.Activation();
        world.Client.Services.GetRequiredService<ClientRuntime>().Dispose();
        Assert.Contains("did not run", (await Assert.ThrowsAsync<SiloUnavailableException>(() => kept.WithPatience())).Message, StringComparison.Ordinal);
        Assert.Contains("did not run", (await Assert.ThrowsAsync<SiloUnavailableException>(() => unsent.WithPatience())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_ThatIsDisposedWhileASiloIsSilent_EndsTheCallsThatWait()
    {
        await using var world = await Frozen.Make(Long);
        var kept = world.Grain.Activation();
        world.Client.Services.GetRequiredService<ClientRuntime>().Dispose();
        Assert.Contains("did not run", (await Assert.ThrowsAsync<SiloUnavailableException>(() => kept.WithPatience())).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => world.Sent.WithPatience());
    }

    /// <summary>The looks are made here, at ticks as they come; what a tick is does not matter.</summary>
    [Fact]
    public async Task Silence_IsTwoTicksWithoutAnAnswerToTheQuestion_WhichIsAskedOfThoseWhoOweAnswers()
    {
        await using var world = await Frozen.Make(Long);
        var runtime = world.Client.Services.GetRequiredService<ClientRuntime>();
        var start = runtime.Clock.Now;
        var silence = new PeerSilence("S", runtime, keptMax: 0);

        // Nothing is owed, however long nothing comes.
        Assert.False(silence.Look(received: 0, isOwed: false, start + 1000));
        Assert.True(silence.Look(0, isOwed: true, start + 1001));
        Assert.False(silence.Look(0, isOwed: true, start + 1002));
        Assert.False(silence.IsSilent);

        // The answer comes, and later nothing more.
        Assert.False(silence.Look(1, isOwed: true, start + 1003));

        // This process stood still itself: it has not looked, which says nothing of the other, so it asks first.
        Assert.True(silence.Look(1, isOwed: true, start + 2000));
        Assert.False(silence.Look(1, isOwed: true, start + 2001));
        Assert.False(silence.IsSilent);
        Assert.False(silence.Look(1, isOwed: true, start + 2002));
        Assert.True(silence.IsSilent);

        silence.Hear();
        Assert.False(silence.IsSilent);
        silence.Look(1, isOwed: true, start + 2003);
        Assert.True(silence.IsSilent);
        Assert.Equal(3, silence.Unanswered(start + 2003));

        // It stood still after it had asked: the answer may have come and not been read.
        Assert.True(silence.Look(1, isOwed: true, start + 3000));
        Assert.Equal(0, silence.Unanswered(start + 3000));
        silence.End();
        silence.Look(1, isOwed: true, start + 2004);
        Assert.False(silence.IsSilent);
    }

    [Fact]
    public async Task Calls_AboveTheLimit_AreRefusedUnsent()
    {
        await using var world = await Frozen.Make(Long, static limits => limits.MaxKeptCallsPerConnection = 1);
        var kept = world.Grain.Activation();
        var failure = await Assert.ThrowsAsync<LimitExceededException>(() => world.Grain.Activation().WithPatience());
        Assert.Contains("was not sent and did not run", failure.Message, StringComparison.Ordinal);
        world.Transport.Thaw();
        Assert.Equal(await world.Sent.WithPatience(), await kept.WithPatience());
    }

    private sealed class CountedViews(IViewSource views) : IViewSource
    {
        private int _reads;

        public int Reads => Volatile.Read(ref _reads);

        public Task<ClusterView> ReadAsync(ClientRuntime client, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _reads);
            return views.ReadAsync(client, cancellationToken);
        }

        public IDisposable? Watch(Action changed) => views.Watch(changed);
    }

    /// <summary>Two silos and a client, from which one of the silos is frozen, with a call that was sent before anybody knew.</summary>
    private sealed class Frozen : IAsyncDisposable
    {
        // A third of them goes to a silo that joins.
        private const int GrainsThatMayMove = 50;

        private readonly SocketCluster _cluster = new();

        public FreezableTransport Transport { get; } = new();

        public CountedViews Views { get; private set; } = null!;

        public IHost First { get; private set; } = null!;

        public IHost Second { get; private set; } = null!;

        public IHost Client { get; private set; } = null!;

        /// <summary>On the frozen silo, as the other.</summary>
        public IPlacedGrain Grain { get; private set; } = null!;

        public ICarrierGrain Carrier { get; private set; } = null!;

        public List<IPlacedGrain> Others { get; } = [];

        public Task<int> Sent { get; private set; } = null!;

        public Connection Connection { get; private set; } = null!;

        public static async Task<Frozen> Make(TimeSpan responseTimeout, Action<ConnectionLimitOptions>? configure = null)
        {
            var made = new Frozen();
            made.First = await made._cluster.StartSilo();
            made.Second = await made._cluster.StartSilo();
            made._cluster.ConfigureClient = client =>
            {
                client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = responseTimeout);
                if (configure is not null) client.Services.Configure(configure);
                client.Services.AddSingleton<ITransport>(made.Transport);
                client.Services.AddSingleton<IViewSource>(provider => made.Views = new CountedViews(ActivatorUtilities.CreateInstance<SiloViewSource>(provider)));
            };
            made.Client = await made._cluster.StartClient(made.First);
            made.Grain = await SocketCluster.GrainOn<IPlacedGrain>(made.Client, made.Second);
            made.Carrier = await SocketCluster.GrainOn<ICarrierGrain>(made.Client, made.Second);
            while (made.Others.Count < GrainsThatMayMove) made.Others.Add(await SocketCluster.GrainOn<IPlacedGrain>(made.Client, made.Second));
            made.Connection = await made.Client.Services.GetRequiredService<ClientRuntime>().Messages.Connect(SocketCluster.RuntimeOf(made.Second).Address);
            made.Transport.Freeze(SocketCluster.GatewayOf(made.Second));
            made.Sent = made.Grain.Activation();
            SpinWait.SpinUntil(() => made.Connection.Silence.IsSilent, ClusterTest.Patience);
            Assert.True(made.Connection.Silence.IsSilent);
            return made;
        }

        public Task<IHost> StartSilo() => _cluster.StartSilo();

        public async ValueTask DisposeAsync()
        {
            Transport.Thaw();
            await _cluster.DisposeAsync();
            Transport.Dispose();
        }
    }
}
