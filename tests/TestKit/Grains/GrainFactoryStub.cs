using Orleans.Runtime;

namespace OrleansAgents.TestKit;

/// <summary>A grain factory that asks the test for each grain: for parts that call grains and are tested without a cluster.</summary>
/// <param name="grainOf">From interface and key, as the id prints it, to the object that stands for the grain.</param>
public sealed class GrainFactoryStub(Func<Type, string, object> grainOf) : IGrainFactory
{
    /// <summary>A factory for parts that must not call any grain.</summary>
    public static GrainFactoryStub None { get; } = new(static (type, key) => throw new InvalidOperationException($"Nobody expected a call of {type}/{key}."));

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidKey => (TGrainInterface)grainOf(typeof(TGrainInterface), primaryKey.ToString("N"));

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey => (TGrainInterface)grainOf(typeof(TGrainInterface), primaryKey.ToString("X"));

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey => (TGrainInterface)grainOf(typeof(TGrainInterface), primaryKey);

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidCompoundKey => (TGrainInterface)grainOf(typeof(TGrainInterface), $"{primaryKey:N}+{keyExtension}");

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerCompoundKey => (TGrainInterface)grainOf(typeof(TGrainInterface), $"{primaryKey:X}+{keyExtension}");

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => (TGrainObserverInterface)obj;

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
    }

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey) => (IGrain)grainOf(grainInterfaceType, grainPrimaryKey.ToString("N"));

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey) => (IGrain)grainOf(grainInterfaceType, grainPrimaryKey.ToString("X"));

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => (IGrain)grainOf(grainInterfaceType, grainPrimaryKey);

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey, string keyExtension) => (IGrain)grainOf(grainInterfaceType, $"{grainPrimaryKey:N}+{keyExtension}");

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey, string keyExtension) => (IGrain)grainOf(grainInterfaceType, $"{grainPrimaryKey:X}+{keyExtension}");

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => (TGrainInterface)grainOf(typeof(TGrainInterface), grainId.ToString());

    public IAddressable GetGrain(GrainId grainId) => (IAddressable)grainOf(typeof(IAddressable), grainId.ToString());

    public IAddressable GetGrain(GrainId grainId, GrainInterfaceType interfaceType) => (IAddressable)grainOf(typeof(IAddressable), $"{grainId} as {interfaceType}");

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey, string grainClassNamePrefix) => (IAddressable)grainOf(interfaceType, grainKey.ToString());

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey) => (IAddressable)grainOf(interfaceType, grainKey.ToString());
}
