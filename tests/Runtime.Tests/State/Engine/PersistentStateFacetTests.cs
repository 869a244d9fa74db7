using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Providers;
using Orleans.Runtime;
using Orleans.Storage;

namespace OrleansAgents.Runtime.Tests.State;

[Promise("T1")]
public sealed class PersistentStateFacetTests
{
    private readonly StateContext _context = new(GrainId.Create("shop", "1"));

    [Fact]
    public void Arguments_AreMadeForFacetsAlone_WithoutTheActivationsScope()
    {
        var services = StateContext.Services(("Default", MemoryStorages.Make()), ("carts", MemoryStorages.Make()));
        var facets = FacetArguments.Of(typeof(ShopGrain), services);

        var arguments = facets.Create(_context);

        Assert.Equal([typeof(IPersistentState<string>), typeof(IPersistentState<int>)], facets.ArgumentTypes);
        Assert.IsAssignableFrom<IPersistentState<string>>(arguments[0]);
        Assert.IsAssignableFrom<IPersistentState<int>>(arguments[1]);
        Assert.Equal(2, _context.Observers.Count);
        Assert.Equal(2, _context.Participants.Count);
    }

    [Fact]
    public async Task State_WithoutAName_IsNamedAfterItsParameter()
    {
        Dictionary<string, MemoryStorages.StorageGrainStub> grains = [];
        var services = StateContext.Services(("Default", MemoryStorages.Make("Default", grains)), ("carts", MemoryStorages.Make("carts")));
        FacetArguments.Of(typeof(ShopGrain), services).Create(_context);
        await _context.StartAsync();

        var state = (StoredState<int>)_context.Observers[1].Observer;
        await state.Run(StorageOperation.Write, default);

        Assert.NotNull(grains.Values.Select(grain => grain.Table.Read(new MemoryRecordKey("Default", "visits", _context.GrainId))).Single(static record => record.ETag is not null).ETag);
    }

    [Fact]
    public void Storage_Missing_NamesClassStateStorageAndWhatToAdd()
    {
        var facets = FacetArguments.Of(typeof(ShopGrain), StateContext.Services(("Default", MemoryStorages.Make()), ("other", MemoryStorages.Make())));

        var failure = Assert.Throws<BadProviderConfigException>(() => facets.Create(_context));

        Assert.Contains(typeof(ShopGrain).FullName!, failure.Message, StringComparison.Ordinal);
        Assert.Contains("'cart'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("AddMemoryGrainStorage(\"carts\")", failure.Message, StringComparison.Ordinal);
        Assert.Contains("'other'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DefaultStorage_Missing_SaysSo()
    {
        var facets = FacetArguments.Of(typeof(DefaultGrain), StateContext.Services());

        var failure = Assert.Throws<BadProviderConfigException>(() => facets.Create(_context));

        Assert.Contains("AddMemoryGrainStorageAsDefault()", failure.Message, StringComparison.Ordinal);
        Assert.Contains("none is registered", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameter_OfAnotherType_IsRefusedByName()
    {
        var failure = Assert.Throws<ArgumentException>(() => FacetArguments.Of(typeof(WrongGrain), StateContext.Services()));

        Assert.Contains("'cart'", failure.Message, StringComparison.Ordinal);
        Assert.Contains(typeof(WrongGrain).FullName!, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Facet_WithoutAMapper_IsRefusedByName()
    {
        var failure = Assert.Throws<OrleansException>(() => FacetArguments.Of(typeof(StrangeGrain), StateContext.Services()));

        Assert.Contains(nameof(StrangeAttribute), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Helpers_FindTheStorageOfAClass()
    {
        var mine = MemoryStorages.Make("mine");
        var services = StateContext.Services(("mine", mine));

        Assert.Same(mine, GrainStorageHelpers.GetGrainStorage(typeof(MineGrain), services));
        Assert.Throws<BadProviderConfigException>(() => GrainStorageHelpers.GetGrainStorage(typeof(ShopGrain), services));
    }

    private sealed class ShopGrain(
        [PersistentState("cart", "carts")] IPersistentState<string> cart, IServiceProvider services, [PersistentState("")] IPersistentState<int> visits)
    {
        public object[] All() => [cart, services, visits];
    }

    private sealed class DefaultGrain([PersistentState("cart")] IPersistentState<string> cart)
    {
        public IPersistentState<string> All() => cart;
    }

    private sealed class WrongGrain([PersistentState("cart")] List<string> cart)
    {
        public List<string> All() => cart;
    }

    private sealed class StrangeGrain([Strange] string strange)
    {
        public string All() => strange;
    }

    [StorageProvider(ProviderName = "mine")]
    private sealed class MineGrain;

    [AttributeUsage(AttributeTargets.Parameter)]
    private sealed class StrangeAttribute : Attribute, IFacetMetadata;
}
