using Microsoft.Extensions.DependencyInjection;

namespace Orleans;

/// <summary>Makes the source generator write a codec for the type. Its serialized members are those with an <see cref="IdAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class GenerateSerializerAttribute : Attribute
{
    /// <summary>Whether primary-constructor parameters are members without an id of their own. Unset: yes for records, no for other types.</summary>
    public bool IncludePrimaryConstructorParameters { get; init; }

    public GenerateFieldIds GenerateFieldIds { get; init; } = GenerateFieldIds.None;
}

/// <summary>Which members get an id without an <see cref="IdAttribute"/>.</summary>
public enum GenerateFieldIds
{
    None = 0,

    /// <summary>Public properties. Their ids come from their names, so that a renamed property is a new one.</summary>
    PublicProperties = 1,
}

/// <summary>The number by which a member, or a method, is known on the wire. Unique within its type; never reuse it for something else.</summary>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Method
    | AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class IdAttribute(uint id) : Attribute
{
    public uint Id { get; } = id;
}

/// <summary>The name of a type or method on the wire. With an alias the type can be renamed and moved.</summary>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Method | AttributeTargets.Interface,
    AllowMultiple = true)]
public sealed class AliasAttribute(string alias) : Attribute
{
    public string Alias { get; } = alias;
}

/// <summary>Promises that the value never changes after it was passed to a call, so that it need not be copied.</summary>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Property | AttributeTargets.Field
    | AttributeTargets.Parameter | AttributeTargets.ReturnValue,
    Inherited = false)]
public sealed class ImmutableAttribute : Attribute
{
}

/// <summary>Writes every occurrence of such objects in full: smaller and faster when a graph holds each of them once, and loses identity when not.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SuppressReferenceTrackingAttribute : Attribute
{
}

/// <summary>Accepted for source compatibility: members with default values take one byte, so leaving them out would save nothing.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class OmitDefaultMemberValuesAttribute : Attribute
{
}

/// <summary>Registers an <see cref="IConverter{TValue, TSurrogate}"/>, by which a type that cannot carry attributes is serialized.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class RegisterConverterAttribute : Attribute
{
}

/// <summary>The constructor that deserialization calls.</summary>
[AttributeUsage(AttributeTargets.Constructor)]
public sealed class GeneratedActivatorConstructorAttribute : ActivatorUtilitiesConstructorAttribute
{
}

/// <summary>The older name of <see cref="GeneratedActivatorConstructorAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Constructor)]
[Obsolete("Use GeneratedActivatorConstructorAttribute.")]
public sealed class OrleansConstructorAttribute : ActivatorUtilitiesConstructorAttribute
{
}
