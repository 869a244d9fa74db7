using Orleans.Runtime;

namespace OrleansAgents.Bench.Grains;

/// <summary>Calls other grains, so that a call from inside a turn is measured apart from one made outside.</summary>
public interface IRelayGrain : IGrainWithStringKey
{
    /// <summary>Pings the targets in turn, <paramref name="calls"/> times in all, one call at a time.</summary>
    ValueTask Relay(string[] targetKeys, int calls);

    /// <summary>The silo that it lives on.</summary>
    ValueTask<string> Where();
}

internal sealed class RelayGrain(ILocalSiloDetails silo) : Grain, IRelayGrain
{
    private IPingGrain[] _targets = [];

    public ValueTask<string> Where() => new(silo.SiloAddress.ToString());

    public async ValueTask Relay(string[] targetKeys, int calls)
    {
        if (_targets.Length == 0)
        {
            _targets = [.. targetKeys.Select(key => GrainFactory.GetGrain<IPingGrain>(key))];
        }

        for (var call = 0; call < calls; call++)
        {
            await _targets[call % _targets.Length].Ping();
        }
    }
}
