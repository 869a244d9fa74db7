using Orleans.Runtime;

namespace Orleans.Serialization.Configuration;

/// <summary>A grain interface as the generator saw it.</summary>
/// <param name="InterfaceType">The interface, a definition if it is generic.</param>
/// <param name="ReferenceType">The generated class that implements it for callers.</param>
/// <param name="CreateReference">Makes a reference; null for a generic interface, whose reference classes are constructed at run time.</param>
/// <param name="Methods">The methods of the interface and of those that it extends; for a generic interface empty, since each constructed reference class has its own in a static property <c>Methods</c>.</param>
public sealed record GrainInterfaceEntry(Type InterfaceType, Type ReferenceType, Func<GrainReferenceShared, IdSpan, GrainReference>? CreateReference, MethodDescriptor[] Methods);
