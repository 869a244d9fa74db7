using System.Collections.Immutable;
using Orleans.Concurrency;
using Orleans.Metadata;
using Orleans.Placement;
using Orleans.Runtime;

namespace OrleansAgents.Runtime.Tests.Metadata;

public sealed class GrainPropertiesTests
{
    [Fact]
    public void Attributes_OfGrainClass_AreItsProperties() => Assert.Equal(
        new Dictionary<string, string>
        {
            ["reentrant"] = "true",
            ["may-interleave-predicate"] = "Allow",
            ["idle-duration"] = "02:30:00",
            ["placement-strategy"] = "PreferLocalPlacement",
            ["immovable"] = "3",
            ["directory-policy"] = "default",
        },
        PropertiesOf(typeof(Busy)));

    [Fact]
    public void Attributes_OfBaseClass_AreInherited() => Assert.Equal("true", PropertiesOf(typeof(Busier))["reentrant"]);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.5, 1)]
    [InlineData(90, 90)]
    public void CollectionAgeLimit_OfMinutes_IsAtLeastOne(double minutes, int expectedMinutes) =>
        Assert.Equal(TimeSpan.FromMinutes(expectedMinutes), new CollectionAgeLimitAttribute { Minutes = minutes }.AgeLimit);

    [Fact]
    public void CollectionAgeLimit_AlwaysActive_IsIndefinite()
    {
        Assert.Equal("indefinite", PropertiesOf(typeof(Eternal))["idle-duration"]);
        Assert.Equal("indefinite", PropertiesOf(typeof(Kept))["idle-duration"]);
        Assert.Equal(TimeSpan.FromMinutes(10), new CollectionAgeLimitAttribute("00:10:00").AgeLimit);
    }

    [Fact]
    public void Names_OfGrainsAndInterfaces_ComeFromTheirAttributes()
    {
        Assert.True(new AttributeGrainTypeProvider(null!).TryGetGrainType(typeof(Named), out var type));
        Assert.Equal("the-name", type.ToString());
        Assert.False(new AttributeGrainTypeProvider(null!).TryGetGrainType(typeof(Busy), out _));
        Assert.True(new AttributeGrainInterfaceTypeProvider(null!).TryGetGrainInterfaceType(typeof(INamed), out var interfaceType));
        Assert.Equal("i-name", interfaceType.ToString());
        Assert.False(new AttributeGrainInterfaceTypeProvider(null!).TryGetGrainInterfaceType(typeof(IGrain), out _));
    }

    [Fact]
    public void Bindings_OfGrainClass_AreNumbered()
    {
        var properties = new Dictionary<string, string>();

        new AttributeGrainBindingsProvider(null!).Populate(typeof(Bound), default, properties);

        Assert.Equal(new Dictionary<string, string> { ["binding.attr-1.type"] = "a", ["binding.attr-2.type"] = "b" }, properties);
    }

    [Fact]
    public void Manifests_WithEqualContents_AreEqualAndKeptOnce()
    {
        var one = Manifest("a");
        var cluster = new ClusterManifest(new MajorMinorVersion(1, 2), new[] { 1, 2 }.ToImmutableDictionary(i => SiloAddress.New(System.Net.IPAddress.Loopback, i, 1), _ => Manifest("a")), [one, Manifest("b")]);

        Assert.Equal(one, Manifest("a"));
        Assert.Equal(one.GetHashCode(), Manifest("a").GetHashCode());
        Assert.NotEqual(one, Manifest("b"));
        Assert.Equal([one, Manifest("b")], cluster.AllGrainManifests.AsEnumerable());
        Assert.Same(cluster.Silos.Values.First(), cluster.Silos.Values.Last());
        Assert.Equal("[\"type-name\": \"a\"]", one.Grains.Values.Single().ToDetailedString());
    }

    [Fact]
    public void MajorMinorVersions_AreOrderedAndReadBack()
    {
        MajorMinorVersion[] sorted = [MajorMinorVersion.MinValue, MajorMinorVersion.Zero, new(0, 10), new(1, 2), new(1, 10)];

        Assert.Equal(sorted, sorted.Reverse().Order());
        Assert.All(sorted, version => Assert.Equal(version, MajorMinorVersion.Parse(version.ToString())));
        Assert.Throws<ArgumentException>(() => MajorMinorVersion.Parse("1"));
    }

    private static GrainManifest Manifest(string name) => new(
        ImmutableDictionary<GrainType, GrainProperties>.Empty.Add(GrainType.Create(name), new(ImmutableDictionary.Create<string, string>(StringComparer.Ordinal).Add("type-name", name))),
        ImmutableDictionary<GrainInterfaceType, GrainInterfaceProperties>.Empty);

    private static Dictionary<string, string> PropertiesOf(Type grainClass)
    {
        var properties = new Dictionary<string, string>();
        new AttributeGrainPropertiesProvider(null!).Populate(grainClass, GrainType.Create("x"), properties);
        return properties;
    }

    [Reentrant, MayInterleave("Allow"), CollectionAgeLimit(Hours = 2, Minutes = 30), PreferLocalPlacement, Immovable, Orleans.GrainDirectory.GrainDirectory]
    private class Busy;

    private sealed class Busier : Busy;

    [CollectionAgeLimit(AlwaysActive = true)]
    private sealed class Eternal;

    [KeepAlive]
    private sealed class Kept;

    [GrainType("the-name")]
    private sealed class Named;

    [GrainInterfaceType("i-name"), Orleans.CodeGeneration.Version(3), DefaultGrainType("the-name")]
    internal interface INamed : IGrain;

    [Binding("a"), Binding("b")]
    private sealed class Bound;

    [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
    private sealed class BindingAttribute(string type) : Attribute, IGrainBindingsProviderAttribute
    {
        public IEnumerable<Dictionary<string, string?>> GetBindings(IServiceProvider services, Type grainClass, GrainType grainType) => [new() { ["type"] = type }];
    }
}
