using System.Text.Json;
using Orleans.Runtime;

namespace OrleansAgents.Runtime.Tests.Identity;

public sealed class ActivationIdTests
{
    private static readonly ActivationId Id = new(new Guid("0f8fad5b-d9cb-469f-a165-70867728950e"));

    [Fact]
    public void ActivationId_ParsedFromItsText_IsEqual()
    {
        Assert.Equal("@0f8fad5bd9cb469fa16570867728950e", Id.ToParsableString());
        Assert.Equal(Id, ActivationId.FromParsableString(Id.ToString()));
        Assert.Equal(Id, JsonSerializer.Deserialize<ActivationId>(JsonSerializer.Serialize(Id)));
    }

    [Fact]
    public void DeterministicActivationId_OfGrain_IsAlwaysTheSame()
    {
        Assert.Equal(ActivationId.GetDeterministic(GrainId.Create("user", "1")), ActivationId.GetDeterministic(GrainId.Create("user", "1")));
        Assert.NotEqual(ActivationId.GetDeterministic(GrainId.Create("user", "1")), ActivationId.GetDeterministic(GrainId.Create("user", "2")));
    }

    [Fact]
    public void GrainAddress_WithUnknownActivation_MatchesButIsNotEqual()
    {
        var known = new GrainAddress { GrainId = GrainId.Create("user", "1"), ActivationId = Id, SiloAddress = SiloAddress.Zero };
        var unknown = new GrainAddress { GrainId = known.GrainId, SiloAddress = SiloAddress.Zero };

        Assert.True(unknown.Matches(known));
        Assert.NotEqual(known, unknown);
        Assert.True(known.IsComplete);
        Assert.False(unknown.IsComplete);
        Assert.False(known.Matches(new GrainAddress { GrainId = known.GrainId, ActivationId = Id }));
        Assert.Equal(known, new GrainAddress { GrainId = known.GrainId, ActivationId = Id, SiloAddress = SiloAddress.Zero, MembershipVersion = new MembershipVersion(3) });
    }

    [Fact]
    public void MembershipVersion_InJson_IsANumberAndAKey()
    {
        var value = new Dictionary<MembershipVersion, MembershipVersion> { [new(-3)] = new(7) };

        Assert.Equal("{\"-3\":7}", JsonSerializer.Serialize(value));
        Assert.Equal(value, JsonSerializer.Deserialize<Dictionary<MembershipVersion, MembershipVersion>>("{\"-3\":7}"));
        Assert.Equal("default", MembershipVersion.MinValue.ToString());
        Assert.Equal("default", $"{MembershipVersion.MinValue}");
        Assert.True(new MembershipVersion(2) > new MembershipVersion(1));
    }
}
