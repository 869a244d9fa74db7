using Orleans.Runtime;

namespace Orleans.TestingHost;

/// <summary>Finds the activations of a test cluster.</summary>
internal static class Activations
{
    public static IGrainContext? Find(IEnumerable<SiloHandle> silos, GrainId grainId) =>
        silos.OfType<InProcessSiloHandle>().Where(silo => silo.IsActive).Select(silo => silo.Runtime.Find(grainId)).FirstOrDefault(found => found is not null);

    public static async Task Deactivate(IEnumerable<SiloHandle> silos, GrainId grainId)
    {
        if (Find(silos, grainId) is not { } activation) return;
        activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "The test cluster was asked to deactivate the grain."));
        await activation.Deactivated;
    }

    /// <summary>Ends the activation and keeps what it put down for the next one.</summary>
    /// <exception cref="NotSupportedException">The grain's shard belongs to another silo than <paramref name="targetSilo"/>.</exception>
    public static async Task Migrate(IEnumerable<SiloHandle> silos, GrainId grainId, SiloAddress? targetSilo)
    {
        if (Find(silos, grainId) is not Activation activation) return;
        if (targetSilo is not null && !targetSilo.Equals(activation.Silo.Address))
        {
            throw new NotSupportedException($"Grain {grainId} cannot move to {targetSilo}: its shard belongs to {activation.Silo.Address}, and a grain moves only with its shard. Start or stop silos instead, or leave the target out.");
        }

        activation.Migrate(null);
        await activation.Deactivated;
    }
}
