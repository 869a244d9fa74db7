using Microsoft.Extensions.DependencyInjection;
#if MICROSOFT_ORLEANS
using Orleans.Runtime.Placement;
#endif

namespace OrleansAgents.Grains;

/// <summary>The one place of this project that knows which engine it is compiled on.</summary>
internal static class EngineExtras
{
    /// <summary>The built-in engine knows placement by key prefix; Microsoft Orleans is told how.</summary>
    public static void AddPlacement(IServiceCollection services)
    {
#if MICROSOFT_ORLEANS
        services.AddPlacementDirector<KeyPrefixPlacement, KeyPrefixDirector>();

        // Strategies are found by the grain property, which Orleans' own set to the name of their class.
        services.AddKeyedSingleton<PlacementStrategy, KeyPrefixPlacement>(KeyPrefixPlacement.Name);
#else
        _ = services;
#endif
    }

#if MICROSOFT_ORLEANS
    /// <summary>Chooses the compatible silo with the greatest hash of silo and key prefix, so that grains of one prefix meet.</summary>
    private sealed class KeyPrefixDirector : IPlacementDirector
    {
        public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
        {
            var key = target.GrainIdentity.Key.ToString()!;
            var slash = key.IndexOf('/', StringComparison.Ordinal);
            var prefix = slash < 0 ? key : key[..slash];
            return Task.FromResult(context.GetCompatibleSilos(target).MaxBy(silo => Weigh($"{prefix}\n{silo}"))!);
        }

        private static ulong Weigh(string text)
            => BitConverter.ToUInt64(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
    }
#endif
}
