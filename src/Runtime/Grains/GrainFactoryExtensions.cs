using Orleans.Runtime;

namespace Orleans;

/// <summary>References by a key that is given as its bytes.</summary>
public static class GrainFactoryExtensions
{
    public static TGrainInterface GetGrain<TGrainInterface>(this IGrainFactory grainFactory, IdSpan grainPrimaryKey)
        where TGrainInterface : IGrain => (TGrainInterface)grainFactory.GetGrain(typeof(TGrainInterface), grainPrimaryKey);

    /// <param name="grainFactory">The factory.</param>
    /// <param name="grainPrimaryKey">The key.</param>
    /// <param name="grainClassNamePrefix">The start of the wanted class's name, when several implement the interface.</param>
    public static TGrainInterface GetGrain<TGrainInterface>(this IGrainFactory grainFactory, IdSpan grainPrimaryKey, string grainClassNamePrefix)
        where TGrainInterface : IGrain => (TGrainInterface)grainFactory.GetGrain(typeof(TGrainInterface), grainPrimaryKey, grainClassNamePrefix);
}
