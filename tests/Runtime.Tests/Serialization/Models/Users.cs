using Orleans.Runtime;
using Orleans.Serialization;

namespace OrleansAgents.Runtime.Tests.Serialization.Models;

internal interface INamed;

internal interface IUser : IGrainWithStringKey;

internal interface IOther : IGrainWithStringKey;

internal sealed class UserGrain : IUser;

/// <summary>Stands for a reference, of which the serializer needs no more than that it has an identity.</summary>
internal sealed record UserReference(GrainId Id) : IUser, INamed;

/// <summary>A host that knows one grain interface.</summary>
internal sealed class UserReferences : IGrainReferenceCodecContext
{
    public object ToReference(object addressable, Type declaredType) =>
        addressable is UserReference ? addressable : new UserReference(GrainId.Create("user", "self"));

    public void Describe(object reference, out GrainId id, out string interfaceName) => (id, interfaceName) = (((UserReference)reference).Id, "IUser");

    public object ReadReference(Type declaredType, string interfaceName, GrainId id) =>
        interfaceName == "IUser" ? new UserReference(id) : throw new IllegalTypeException(interfaceName);
}
