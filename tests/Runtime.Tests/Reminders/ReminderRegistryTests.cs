using Orleans.Hosting;
using Orleans.Runtime;

namespace OrleansAgents.Runtime.Tests.Reminders;

public sealed class ReminderRegistryTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ReminderFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Period_BelowTheMinimum_IsRefusedByOption()
    {
        var failure = await Assert.ThrowsAsync<ArgumentException>(() => _fixture.RegisterAsync("r", Minute, Minute - TimeSpan.FromTicks(1)));

        Assert.Contains("MinimumReminderPeriod", failure.Message, StringComparison.Ordinal);
        await _fixture.RegisterAsync("r", Minute, Minute);
    }

    [Fact]
    public async Task Period_BelowALoweredMinimum_IsAccepted()
    {
        using ReminderFixture lowered = new(new ReminderOptions { MinimumReminderPeriod = TimeSpan.FromSeconds(1) });

        await lowered.RegisterAsync("r", TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Period_Infinite_IsRefusedByOption()
    {
        var failure = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _fixture.RegisterAsync("r", Minute, Timeout.InfiniteTimeSpan));

        Assert.Contains("AllowOneShotReminders", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Times_OutOfRange_AreRefused()
    {
        using ReminderFixture lowered = new(new ReminderOptions { MinimumReminderPeriod = TimeSpan.Zero });
        foreach (var (due, period) in new[] { (Timeout.InfiniteTimeSpan, Minute), (-Minute, Minute), (TimeSpan.MaxValue, Minute), (Minute, -Minute), (Minute, TimeSpan.Zero) })
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => lowered.RegisterAsync("r", due, period));
        }

        Assert.Empty(await lowered.Registry.GetReminders(ReminderFixture.Grain));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public async Task Name_Empty_IsRefused(string name) => await Assert.ThrowsAsync<ArgumentException>(() => _fixture.RegisterAsync(name, Minute, Minute));

    [Fact]
    public async Task GetReminder_FindsWhatIsRegistered()
    {
        await _fixture.RegisterAsync("one", Minute, Minute);
        await _fixture.RegisterAsync("two", Minute, Minute);

        Assert.Equal("one", (await _fixture.Registry.GetReminder(ReminderFixture.Grain, "one"))!.ReminderName);
        Assert.Null(await _fixture.Registry.GetReminder(ReminderFixture.Grain, "three"));
        Assert.Equal(["one", "two"], (await _fixture.Registry.GetReminders(ReminderFixture.Grain)).Select(static reminder => reminder.ReminderName));
    }

    [Fact]
    public async Task Unregister_AHandleOfAnEarlierRegistration_IsRefused()
    {
        var old = await _fixture.RegisterAsync("r", Minute, Minute);
        await _fixture.RegisterAsync("r", Minute, Minute);

        var failure = await Assert.ThrowsAsync<ReminderException>(() => _fixture.Registry.UnregisterReminder(ReminderFixture.Grain, old));

        Assert.Contains("registered anew", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(await _fixture.Registry.GetReminder(ReminderFixture.Grain, "r"));
    }

    [Fact]
    public async Task Unregister_Twice_SaysThatItIsGone()
    {
        var handle = await _fixture.RegisterAsync("r", Minute, Minute);
        await _fixture.Registry.UnregisterReminder(ReminderFixture.Grain, handle);

        var failure = await Assert.ThrowsAsync<ReminderException>(() => _fixture.Registry.UnregisterReminder(ReminderFixture.Grain, handle));

        Assert.Contains("not registered any more", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unregister_OfAnotherGrainOrService_IsRefused()
    {
        var handle = await _fixture.RegisterAsync("r", Minute, Minute);

        await Assert.ThrowsAsync<ArgumentException>(() => _fixture.Registry.UnregisterReminder(GrainId.Create("remindable", "b"), handle));
        await Assert.ThrowsAsync<ArgumentException>(() => _fixture.Registry.UnregisterReminder(ReminderFixture.Grain, new Foreign()));
    }

    [Theory]
    [InlineData(nameof(ReminderOptions.MinimumReminderPeriod), -1)]
    [InlineData(nameof(ReminderOptions.RefreshReminderListPeriod), 0)]
    [InlineData(nameof(ReminderOptions.ReminderLoadingWindow), 1)]
    [InlineData(nameof(ReminderOptions.InitializationTimeout), 0)]
    [InlineData(nameof(ReminderOptions.MaximumConcurrentTicks), 0)]
    public void Options_Unusable_AreRefusedByName(string option, int value)
    {
        ReminderOptions options = new();
        var property = typeof(ReminderOptions).GetProperty(option)!;
        property.SetValue(options, property.PropertyType == typeof(int) ? value : TimeSpan.FromSeconds(value));

        var failure = Assert.Throws<OrleansConfigurationException>(new ReminderOptionsValidator(Microsoft.Extensions.Options.Options.Create(options)).ValidateConfiguration);

        Assert.Contains($"{nameof(ReminderOptions)}.{option}", failure.Message, StringComparison.Ordinal);
    }

    private sealed class Foreign : IGrainReminder
    {
        public string ReminderName => "r";
    }
}
