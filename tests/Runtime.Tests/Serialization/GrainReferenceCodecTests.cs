using Orleans.Runtime;
using Orleans.Serialization;
using OrleansAgents.Runtime.Tests.Serialization.Models;
using static OrleansAgents.Runtime.Tests.Serialization.TestCatalog;

namespace OrleansAgents.Runtime.Tests.Serialization;

/// <summary>Grain references, with a host that is nothing but the codec's context.</summary>
[Promise("S5")]
public sealed class GrainReferenceCodecTests
{
    private static readonly CodecCatalog Catalog = Host();

    [Fact]
    public void Reference_InMembersOfAnyDeclaredType_Passes()
    {
        IUser user = new UserReference(GrainId.Create("user", "42"));
        Assert.Equal(user, Catalog.RoundTrip(user));
        Assert.Equal(user, Catalog.RoundTrip<IAddressable>(user));
        Assert.Equal(user, Catalog.RoundTrip<object>(user));
        Assert.Equal<object>(user, Catalog.RoundTrip((INamed)user));
        Assert.Equal([user, user], Catalog.RoundTrip<List<IUser>>([user, user]));
        Assert.Equal(user, Assert.IsType<List<IUser>>(Catalog.RoundTrip<object>(new List<IUser> { user }))[0]);
        Assert.Null(Catalog.RoundTrip<IUser?>(null));
    }

    [Fact]
    public void Grain_PassedAsItself_IsSentAndCopiedAsItsReference()
    {
        IUser grain = new UserGrain();
        Assert.Equal(GrainId.Create("user", "self"), Assert.IsType<UserReference>(Catalog.RoundTrip(grain)).Id);
        Assert.IsType<UserReference>(Catalog.Copy(grain));
        Assert.IsType<UserReference>(Catalog.Copy<object>(grain));
    }

    [Fact]
    public void Reference_Copied_IsTheSame()
    {
        IUser user = new UserReference(GrainId.Create("user", "42"));
        Assert.Same(user, Catalog.Copy(user));
    }

    [Fact]
    public void Reference_ToAnotherInterface_IsRefused()
    {
        var message = Catalog.Write<IAddressable>(new UserReference(GrainId.Create("user", "42")));
        Assert.Throws<IllegalTypeException>(() => Catalog.Read<IOther>(message));
    }

    [Fact]
    public void Reference_WithoutAHost_IsRefusedWithTheFix()
    {
        var failure = Assert.Throws<SerializerException>(() => Known.Write<IUser>(new UserReference(default)));
        Assert.Contains("silo or a client", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Host_SetTwice_IsRefused() => Assert.Throws<InvalidOperationException>(() => Host().GrainReferences = Host().GrainReferences);

    private static CodecCatalog Host()
    {
        var catalog = Build(builder =>
        {
            AddModels(builder);
            builder.AddType(typeof(IUser), null);
        });
        catalog.GrainReferences = new UserReferences();
        return catalog;
    }
}
