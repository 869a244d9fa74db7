using System.Threading.Channels;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace OrleansAgents.Runtime.Tests.Clusters;

/// <summary>Calls from the client to either silo and from one silo to the other, all through real frames.</summary>
public sealed class CallTests : IAsyncLifetime
{
    private InProcessTestCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await ClusterTest.Start(2);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Arguments_OfManyKinds_ArriveAsTheyWereSent()
    {
        foreach (var (near, far) in await Pairs())
        {
            var cargo = MakeCargo();
            foreach (var back in new[] { await near.Echo(cargo), await near.EchoBy(far, cargo) })
            {
                Assert.Equal(cargo.Bytes, back.Bytes);
                Assert.Equal(cargo.Items, back.Items);
                Assert.Equal(cargo.Numbers["few"], back.Numbers["few"]);
                Assert.Empty(back.Numbers["none"]);
                Assert.Equal(Color.Blue, back.Color);
                Assert.Equal([4, 5], back.Inner!.Bytes);
                Assert.Null(back.Inner.Inner);
                Assert.Equal("x y", string.Join(' ', back.Tags));
                Assert.Equal(cargo.Grain!.GetGrainId(), back.Grain!.GetGrainId());
                Assert.Equal(new Item("boxed", 9), back.Anything);
                Assert.Equal(0.5, back.Measure);
            }

            var at = new DateTimeOffset(2031, 2, 3, 4, 5, 6, TimeSpan.FromHours(-7));
            var id = Guid.Parse("6f9619ff-8b86-d011-b42d-00c04fc964ff");
            Assert.Equal((int.MinValue, null, id, 79228162514264337593543950335m, at), await far.EchoAll(int.MinValue, null, id, decimal.MaxValue, at));
            Assert.Equal<string?>(["a", null, "ü€"], await far.EchoOf<List<string?>>(["a", null, "ü€"]));
            Assert.Equal(new DateOnly(2000, 2, 29), await far.EchoOf(new DateOnly(2000, 2, 29)));
            Assert.Null(await far.EchoNullable(null));
            Assert.Equal(7, await far.EchoNullable(7));
        }
    }

    [Fact]
    public async Task Arguments_BetweenNodes_CrossAsBytes()
    {
        foreach (var (near, far) in await Pairs())
        {
            var cargo = new Cargo { Unsent = "left behind" };
            Assert.Null((await near.Echo(cargo)).Unsent);
            Assert.Null((await near.EchoBy(far, cargo)).Unsent);
        }
    }

    [Fact]
    public async Task Grain_CalledThroughAReferenceThatItReceived_Answers()
    {
        var (first, second) = (await _cluster.GrainOn<IPlacedGrain>(_cluster.Silos[0]), await _cluster.GrainOn<IPlacedGrain>(_cluster.Silos[1]));
        Assert.Equal(_cluster.Silos[1].SiloAddress, await first.WhereIs(second));
        Assert.Equal(_cluster.Silos[0].SiloAddress, await second.WhereIs(first));
    }

    [Fact]
    public async Task Exceptions_OfAFarGrain_ArriveWithTypeMessageAndMembers()
    {
        foreach (var (near, far) in await Pairs())
        {
            var direct = await Assert.ThrowsAsync<CargoLostException>(() => far.Throw("sunk", 41));
            Assert.Equal(("sunk", 41), (direct.Message, direct.Code));
            var passedOn = await Assert.ThrowsAsync<CargoLostException>(() => near.ThrowBy(far, "sunk again", 42));
            Assert.Equal(("sunk again", 42), (passedOn.Message, passedOn.Code));
        }
    }

    [Fact]
    [Promise("C10")]
    public async Task Cancellation_ByTheCaller_TripsTheTokenOfAFarGrain()
    {
        foreach (var (near, far) in await Pairs())
        {
            foreach (var call in new Func<string, CancellationToken, Task<string>>[] { far.WaitForCancellation, (name, token) => near.WaitForCancellationBy(far, name, token) })
            {
                using var source = new CancellationTokenSource();
                var name = ClusterTest.UniqueKey();
                var waiting = call(name, source.Token);
                await Waypoint.Entered(name);
                await source.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WithPatience());
                await Waypoint.Entered($"{name} cancelled");
            }
        }
    }

    [Fact]
    [Promise("C12")]
    public async Task RequestContext_OfTheCaller_ReachesFarGrainsAndDoesNotComeBack()
    {
        foreach (var (near, far) in await Pairs())
        {
            var key = ClusterTest.UniqueKey();
            RequestContext.Set(key, "there");
            Assert.Equal("there", await far.ReadContext(key));
            Assert.Equal("there", await near.ReadContextBy(far, key));
            await far.SetContext(key, "changed");
            Assert.Equal("there", RequestContext.Get(key));
            RequestContext.Remove(key);
            Assert.Null(await near.ReadContextBy(far, key));
        }
    }

    [Fact]
    [Promise("C11")]
    public async Task AsyncEnumerable_OfAFarGrain_DeliversAllInOrder()
    {
        foreach (var (near, far) in await Pairs())
        {
            var name = ClusterTest.UniqueKey();
            List<int> items = [];
            await foreach (var item in far.Count(1000, name)) items.Add(item);
            Assert.Equal(Enumerable.Range(0, 1000), items);
            await Waypoint.Entered(name);
            Assert.Equal(499_500, await near.SumBy(far, 1000, ClusterTest.UniqueKey()));
        }
    }

    [Fact]
    [Promise("C11")]
    public async Task AsyncEnumerable_LeftEarly_EndsTheFarMethod()
    {
        foreach (var (_, far) in await Pairs())
        {
            var name = ClusterTest.UniqueKey();
            await foreach (var item in far.Count(int.MaxValue, name))
            {
                if (item == 10) break;
            }

            await Waypoint.Entered(name);
        }
    }

    [Fact]
    [Promise("C14")]
    public async Task Observer_OfTheClient_HearsGrainsOfEverySilo()
    {
        var listener = new Listener();
        var reference = _cluster.Client.CreateObjectReference<IListener>(listener);
        foreach (var (near, far) in await Pairs())
        {
            await far.Notify(reference, "direct");
            Assert.Equal("direct", await listener.Next());
            await near.NotifyBy(far, reference, "passed on");
            Assert.Equal("passed on", await listener.Next());
            Assert.Equal("is it? it is", await far.Ask(reference, "is it?"));
        }

        GC.KeepAlive(listener);
    }

    [Fact]
    [Promise("C14")]
    public async Task Observer_CalledBySilosThatHaveJustStarted_HearsThem()
    {
        var listener = new Listener();
        var reference = _cluster.Client.CreateObjectReference<IListener>(listener);
        for (var round = 0; round < ClusterTest.Rounds(3); round++)
        {
            var added = await _cluster.StartAdditionalSiloAsync();
            Assert.Equal("there? it is", await (await _cluster.GrainOn<ICarrierGrain>(added)).Ask(reference, "there?").WithPatience());
            await _cluster.StopSiloAsync(added);
        }

        GC.KeepAlive(listener);
    }

    [Fact]
    [Promise("C14")]
    public async Task Observer_OfAClientThatHasStopped_IsNotAvailable()
    {
        var listener = new Listener();
        var reference = _cluster.Client.CreateObjectReference<IListener>(listener);
        var (near, _) = (await Pairs())[0];
        await near.Remember(reference);
        Assert.Equal("there? it is", await near.AskRemembered("there?"));
        await _cluster.StopClusterClientAsync();

        // Asked from inside a silo, by what the grain received over the wire: a reference of the client itself would call within the client.
        var asking = _cluster.Silos[0].GrainsOf().GetGrain<ICarrierGrain>(near.GetPrimaryKeyString()).AskRemembered("still there?");

        await Assert.ThrowsAsync<ClientNotAvailableException>(() => asking.WithPatience());
        GC.KeepAlive(listener);
    }

    [Fact]
    [Promise("C7")]
    public async Task OneWayCall_ToAFarGrain_Arrives()
    {
        foreach (var (near, far) in await Pairs())
        {
            var (direct, passedOn) = (ClusterTest.UniqueKey(), ClusterTest.UniqueKey());
            await far.Pass(direct);
            await Waypoint.Entered(direct);
            Waypoint.Release(direct);
            await near.PassBy(far, passedOn);
            await Waypoint.Entered(passedOn);
            Waypoint.Release(passedOn);
        }
    }

    [Fact]
    public async Task Calls_ManyAtOnceInEveryDirection_AreAllAnswered()
    {
        var pairs = await Pairs();
        var answers = await Task.WhenAll(Enumerable.Range(0, 2000).Select(async i =>
        {
            var (near, far) = pairs[i % pairs.Length];
            var back = await near.EchoBy(far, new Cargo { Anything = i });
            return (int)back.Anything!;
        })).WithPatience();
        Assert.Equal(Enumerable.Range(0, 2000), answers);
    }

    /// <summary>A grain on each silo, and one on the other.</summary>
    private async Task<(ICarrierGrain Near, ICarrierGrain Far)[]> Pairs()
    {
        var (first, second) = (_cluster.Silos[0], _cluster.Silos[1]);
        return
        [
            (await _cluster.GrainOn<ICarrierGrain>(first), await _cluster.GrainOn<ICarrierGrain>(second)),
            (await _cluster.GrainOn<ICarrierGrain>(second), await _cluster.GrainOn<ICarrierGrain>(first)),
        ];
    }

    private Cargo MakeCargo() => new()
    {
        Bytes = [.. Enumerable.Range(0, 100_000).Select(i => (byte)i)],
        Items = [new Item("a", 1), null, new Item("", int.MaxValue)],
        Numbers = new() { ["few"] = [1, -2, long.MaxValue], ["none"] = [] },
        Color = Color.Blue,
        Inner = new Cargo { Bytes = [4, 5] },
        Tags = ["x", "y"],
        Grain = _cluster.Client.GetGrain<IPlacedGrain>("far"),
        Anything = new Item("boxed", 9),
        Measure = 0.5,
    };

    private sealed class Listener : IListener
    {
        private readonly Channel<string> _heard = Channel.CreateUnbounded<string>();

        public void Heard(string text) => _heard.Writer.TryWrite(text);

        public Task<string> Answer(string question) => Task.FromResult($"{question} it is");

        public Task<string> Next() => _heard.Reader.ReadAsync().AsTask().WithPatience();
    }
}
