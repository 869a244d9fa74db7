using Orleans.Concurrency;

namespace Orleans.Runtime;

/// <summary>Asks the silos of the view, each through its <see cref="ISiloControl"/>, and puts their answers together.</summary>
[StatelessWorker]
[GrainType("sys.management")]
internal sealed class ManagementGrain(SiloRuntime silo, SiloStatusOracle oracle) : Grain, IManagementGrain
{
    public Task<Dictionary<SiloAddress, SiloStatus>> GetHosts(bool onlyActive) => Task.FromResult(oracle.GetApproximateSiloStatuses(onlyActive));

    public Task<MembershipEntry[]> GetDetailedHosts(bool onlyActive) => Task.FromResult(oracle.GetEntries(onlyActive));

    public Task ForceGarbageCollection(SiloAddress[] hostsIds) => OfEach(hostsIds, static control => Done(control.CollectGarbage()));

    public Task ForceActivationCollection(SiloAddress[] hostsIds, TimeSpan ageLimit) => OfEach(hostsIds, control => Done(control.CollectActivations(ageLimit)));

    public Task ForceActivationCollection(TimeSpan ageLimit) => ForceActivationCollection([], ageLimit);

    public Task ForceRuntimeStatisticsCollection(SiloAddress[] siloAddresses) => GetRuntimeStatistics(siloAddresses);

    public Task<SiloRuntimeStatistics[]> GetRuntimeStatistics(SiloAddress[] hostsIds) => OfEach(hostsIds, static control => control.GetStatistics());

    public async Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics(SiloAddress[] hostsIds) => [.. (await OfEach(hostsIds, static control => control.CountByClass())).SelectMany(static silo => silo)];

    public Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics() => GetSimpleGrainStatistics([]);

    public async Task<DetailedGrainStatistic[]> GetDetailedGrainStatistics(string[]? types, SiloAddress[]? hostsIds) =>
        [.. (await OfEach(hostsIds, control => control.ListActivations(types))).SelectMany(static silo => silo)];

    public async Task<int> GetGrainActivationCount(GrainReference grainReference)
    {
        var id = grainReference.GrainId;
        return (await OfEach(null, control => control.CountOf(id))).Sum();
    }

    public async Task<int> GetTotalActivationCount() => (await GetSimpleGrainStatistics()).Sum(static count => count.ActivationCount);

    public async ValueTask<SiloAddress?> GetActivationAddress(IAddressable reference)
    {
        var id = reference.GetGrainId();
        var silos = Silos(null);
        var counts = await Task.WhenAll(silos.Select(address => ControlOf(address).CountOf(id).AsTask()));
        return silos.Zip(counts).FirstOrDefault(static found => found.Second > 0).First;
    }

    public async ValueTask<List<GrainId>> GetActiveGrains(GrainType type) => [.. (await OfEach(null, control => control.GetActiveGrains(type))).SelectMany(static silo => silo).Distinct()];

    private static async ValueTask<bool> Done(ValueTask work)
    {
        await work;
        return true;
    }

    private Task<T[]> OfEach<T>(SiloAddress[]? hosts, Func<ISiloControl, ValueTask<T>> ask) => Task.WhenAll(Silos(hosts).Select(address => ask(ControlOf(address)).AsTask()));

    /// <exception cref="ArgumentException">A host is not a member of the cluster.</exception>
    private SiloAddress[] Silos(SiloAddress[]? hosts)
    {
        var members = silo.Map.View.Members.Select(static member => member.Address).ToArray();
        if (hosts is null or []) return members;
        if (hosts.FirstOrDefault(host => !members.Contains(host)) is { } stranger)
        {
            throw new ArgumentException($"Silo {stranger} is not a member of the cluster; its members are {string.Join(", ", members.AsEnumerable())}. Ask GetHosts for them, or pass none for all.", nameof(hosts));
        }

        return hosts;
    }

    private ISiloControl ControlOf(SiloAddress address) => (ISiloControl)(object)silo.References.Get(SiloControl.IdOf(address), typeof(ISiloControl));
}
