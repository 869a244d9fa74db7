using Microsoft.Extensions.DependencyInjection;
using OrleansAgents.Assistant.Tests.Sessions;
using OrleansAgents.Assistant.Tests.Support;
using OrleansAgents.Grains.Users;

namespace OrleansAgents.Assistant.Tests.Users;

/// <summary>On any engine: a profile is what was chosen last, and nobody else's.</summary>
public abstract class UserSuite(TestedEngine engine)
{
    [Fact]
    public Task SetProfile_OfTwoPeople_EachHasTheirOwn() => engine.RunAsync(async run =>
    {
        var cluster = await run.StartAsync([SessionGrainTests.Echo()]);
        var ann = cluster.Silos!.Client.GetGrain<IUserGrain>("test:ann");
        var bob = cluster.Silos.Client.GetGrain<IUserGrain>("test:bob");

        await cluster.CallAsync(() => ann.SetProfile(new UserProfile("en", "Europe/Berlin")));
        await cluster.CallAsync(() => ann.SetProfile(new UserProfile("en", "Europe/Paris")));

        Assert.Equal(new UserProfile(), await cluster.CallAsync(bob.GetProfile));

        // An activation that another has overtaken may remember an older choice; the next one reads what was stored.
        await cluster.Silos.DeactivateAsync(ann.GetGrainId());
        if (cluster.Weak is { } weak)
        {
            await weak.CalmAsync();
        }

        var profile = await ann.GetProfile();
        if (run.IsWeak)
        {
            // An earlier choice whose call arrives late is the last that arrives.
            Assert.Contains(profile, (UserProfile[])[new("en", "Europe/Berlin"), new("en", "Europe/Paris")]);
        }
        else
        {
            Assert.Equal(new UserProfile("en", "Europe/Paris"), profile);
        }
    });

    [Theory]
    [InlineData("fr", "Asia/Shanghai")]
    [InlineData("en", "Mars/Olympus_Mons")]
    public Task SetProfile_WhatCannotBe_ChangesNothing(string language, string timeZone) => engine.RunAsync(async run =>
    {
        var cluster = await run.StartAsync([SessionGrainTests.Echo()]);
        var ann = cluster.Silos!.Client.GetGrain<IUserGrain>("test:ann");

        await Assert.ThrowsAsync<ArgumentException>(() => cluster.CallAsync(() => ann.SetProfile(new UserProfile(language, timeZone))));

        Assert.Equal(new UserProfile(), await cluster.CallAsync(ann.GetProfile));
    });
}

/// <summary>People on an engine whose calls arrive.</summary>
public sealed class UserTests() : UserSuite(new TestedEngine.Steady())
{
    [Fact]
    public async Task TakeMessage_BeyondTheBurst_SaysWhenThereIsOneAgain()
    {
        await using var cluster = await AssistantCluster.StartAsync([SessionGrainTests.Echo()], configure: static silo => silo.Services.Configure<QuotaOptions>(static quota => (quota.MessagesBurst, quota.MessagesPerMinute) = (2, 1)));
        var ann = cluster.Silos!.Client.GetGrain<IUserGrain>("test:ann");

        Assert.True((await ann.TakeMessage()).Granted);
        Assert.True((await ann.TakeMessage()).Granted);
        var refused = await ann.TakeMessage();

        Assert.False(refused.Granted);
        Assert.InRange(refused.RetryAfter, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(1));
    }
}

/// <summary>People on an engine that loses and delays calls and activates grains twice. Not here: the quota, of which each activation has its own, in memory.</summary>
public sealed class WeakUserTests() : UserSuite(new TestedEngine.Weak(seeds: 2));
