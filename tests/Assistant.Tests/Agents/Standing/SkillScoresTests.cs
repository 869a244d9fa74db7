using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.TestKit;

namespace OrleansAgents.Assistant.Tests.Agents.Standing;

public sealed class SkillScoresTests
{
    private static readonly SkillRef Skill = new("maps", "find");

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Skill_ThatNobodyCalled_HasTheBestScore() => Assert.Equal((1d, AgentTier.Auto), (Health(new SkillScores(_time)).Score, Health(new SkillScores(_time)).Ceiling));

    [Fact]
    public void Skill_ThatFails_IsLoweredAndTrustedAgainAfterAWhile()
    {
        SkillScores scores = new(_time);
        scores.Record(Skill, hasFailed: true, TimeSpan.FromMilliseconds(5));
        Assert.Equal(AgentTier.Confirm, Health(scores).Ceiling);
        for (var call = 1; call < 6; call++)
        {
            scores.Record(Skill, hasFailed: true, TimeSpan.FromMilliseconds(5));
        }

        Assert.Equal(AgentTier.Shadow, Health(scores).Ceiling);

        _time.Advance(CallTally.HalfLife);
        Assert.Equal(AgentTier.ReadOnly, Health(scores).Ceiling);
        _time.Advance(CallTally.HalfLife * 8);
        Assert.Equal(AgentTier.Auto, Health(scores).Ceiling);
    }

    [Fact]
    public void Skill_ThatWorksAgain_IsTrustedSooner()
    {
        SkillScores scores = new(_time);
        for (var call = 0; call < 6; call++)
        {
            scores.Record(Skill, hasFailed: true, TimeSpan.FromMilliseconds(5));
        }

        for (var call = 0; call < 20; call++)
        {
            scores.Record(Skill, hasFailed: false, TimeSpan.FromMilliseconds(5));
        }

        Assert.Equal(AgentTier.Confirm, Health(scores).Ceiling);
    }

    [Fact]
    public void Skill_ThatIsMuchSlowerThanItSays_IsLowered()
    {
        SkillScores scores = new(_time);
        for (var call = 0; call < 3; call++)
        {
            Assert.Equal(AgentTier.Auto, Health(scores).Ceiling);
            scores.Record(Skill, hasFailed: false, TimeSpan.FromSeconds(6));
        }

        Assert.Equal(AgentTier.Shadow, Health(scores).Ceiling);
    }

    [Fact]
    public void Take_WhatAllKnow_CountsWhatWasToldOnceAndKeepsWhatWasNot()
    {
        SkillScores scores = new(_time);
        scores.Record(Skill, hasFailed: true, TimeSpan.FromMilliseconds(10));
        var told = scores.Untold("maps");
        scores.Record(Skill, hasFailed: false, TimeSpan.FromMilliseconds(10));

        scores.Take("maps", told, new Dictionary<string, CallTally> { ["find"] = new(5, 4, 50, _time.GetUtcNow()) });

        Assert.Equal((6d, 4d), (Health(scores).Calls, Health(scores).Failures));
        Assert.Equal((1d, 0d), (scores.Untold("maps")["find"].Calls, scores.Untold("maps")["find"].Failures));
        Assert.Empty(scores.Untold("other"));
    }

    private static SkillHealth Health(SkillScores scores) => scores.Of(Skill, promisedMilliseconds: 300);
}
