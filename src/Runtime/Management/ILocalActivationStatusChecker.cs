using Orleans.Runtime;

namespace Orleans;

/// <summary>Looks whether a grain is active on this silo.</summary>
public interface ILocalActivationStatusChecker
{
    bool IsLocallyActivated(GrainId grainId);
}
