using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Timers;

namespace OrleansAgents.Runtime.Tests.Grains;

public sealed class GrainTests
{
    private static readonly GrainId Id = GrainId.Create("counter", "1A+x");
    private readonly FakeGrainRuntime _runtime = new();
    private readonly FakeGrainContext _context;

    public GrainTests() => _context = new FakeGrainContext(Id, new ServiceCollection().AddSingleton<IGrainRuntime>(_runtime).AddSingleton<ITimerRegistry>(_runtime).BuildServiceProvider());

    [BuiltinEngineFact("Microsoft's grains get the runtime from the activation's services.")]
    public void Grain_WithRuntimeInItsContext_DoesNotCreateTheActivationsServices()
    {
        _context.SetComponent<IGrainRuntime>(_runtime);

        new Counter(_context).Stop();

        Assert.Same(_context, Assert.Single(_runtime.Deactivations));
        Assert.Equal(0, _context.ServiceRequests);
    }

    [Fact]
    public void Grain_WithGivenRuntime_UsesIt()
    {
        var grain = new Counter(new FakeGrainContext(Id, new ServiceCollection().BuildServiceProvider()), _runtime);

        grain.Stay(TimeSpan.FromMinutes(3));

        Assert.Equal([TimeSpan.FromMinutes(3)], _runtime.Delays);
        Assert.Equal("silo", grain.RuntimeIdentity);
        Assert.Equal(Id, grain.GetGrainId());
    }

    [BuiltinEngineFact("Microsoft's engine says it in other words.")]
    public void Grain_ConstructedWithNothing_SaysWhatItNeeds()
    {
        var grain = new Counter();

        Assert.Contains(nameof(Counter), Assert.Throws<InvalidOperationException>(grain.Stop).Message, StringComparison.Ordinal);
        Assert.Equal("", grain.RuntimeIdentity);
        Assert.Throws<ArgumentException>(() => grain.GetGrainId());
    }

    [BuiltinEngineFact("Microsoft's grains hold two references.")]
    public void Grain_HoldsOneReference() => Assert.Single(typeof(Grain).GetFields(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic));

    [Fact]
    public void Keys_OfGrain_AreReadByTheirKind()
    {
        var grain = new Counter(_context);

        Assert.Equal((0x1A, "x"), (grain.GetPrimaryKeyLong(out var extension), extension));
        Assert.Equal("1A+x", grain.GetPrimaryKeyString());
        Assert.True(grain.IsPrimaryKeyBasedOnLong());
        Assert.Equal(new Guid(0, 0, 0, 0x1A, 0, 0, 0, 0, 0, 0, 0), grain.GetPrimaryKey());
        Assert.Throws<InvalidOperationException>(() => new Counter(new FakeGrainContext(GrainId.Create("counter", "hello"), new ServiceCollection().BuildServiceProvider())).GetPrimaryKeyLong());
    }

    [Fact]
    public void Poco_IsAGrainWithItsOwnContext()
    {
        IGrainBase grain = new Poco(_context);

        grain.DeactivateOnIdle();
        grain.MigrateOnIdle();

        Assert.Equal(DeactivationReasonCode.ApplicationRequested, Assert.Single(_context.Deactivations).ReasonCode);
        Assert.Equal(1, _context.Migrations);
        Assert.Equal(Id, ((Poco)grain).GetGrainId());
    }

    [Fact]
    public async Task Timers_OfEveryOverload_TickWithStateAndToken()
    {
        var grain = new Counter(_context);
        var poco = new Poco(_context);
        var options = new GrainTimerCreationOptions(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)) { Interleave = true };
        var token = new CancellationToken(canceled: true);
        List<string> ticks = [];
        Task Tick(string text)
        {
            ticks.Add(text);
            return Task.CompletedTask;
        }

        grain.RegisterGrainTimer((state, cancellation) => Tick($"{state} {cancellation.IsCancellationRequested}"), 1, options);
        grain.RegisterGrainTimer(state => Tick($"{state}"), 2, options);
        grain.RegisterGrainTimer(cancellation => Tick($"3 {cancellation.IsCancellationRequested}"), options);
        poco.RegisterGrainTimer(() => Tick("4"), options);
        grain.RegisterGrainTimer((state, cancellation) => Tick($"{state} {cancellation.IsCancellationRequested}"), 5, options.DueTime, options.Period);
        grain.RegisterGrainTimer(state => Tick($"{state}"), 6, options.DueTime, options.Period);
        grain.RegisterGrainTimer(cancellation => Tick($"7 {cancellation.IsCancellationRequested}"), options.DueTime, options.Period);
        poco.RegisterGrainTimer(() => Tick("8"), options.DueTime, options.Period);
        foreach (var timer in _runtime.Timers) await timer.Tick(token);

        Assert.Equal(["1 True", "2", "3 True", "4", "5 True", "6", "7 True", "8"], ticks);
        Assert.All(_runtime.Timers.Take(4), timer => Assert.Equal(options, timer.Options));
        Assert.All(_runtime.Timers.Skip(4), timer => Assert.Equal(options with { Interleave = false }, timer.Options));
        Assert.All(_runtime.Timers, timer => Assert.Same(_context, timer.Context));
    }

    internal sealed class Counter : Grain
    {
        public Counter()
        {
        }

        public Counter(IGrainContext context, IGrainRuntime? runtime = null)
            : base(context, runtime)
        {
        }

        public void Stop() => DeactivateOnIdle();

        public void Stay(TimeSpan time) => DelayDeactivation(time);
    }

    internal sealed class Poco(IGrainContext context) : IGrainBase, IGrain
    {
        public IGrainContext GrainContext => context;
    }
}
