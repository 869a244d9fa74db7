namespace Orleans.CodeGen.Model;

internal enum SerializableKind
{
    Class,
    Struct,
    Enum,
}

/// <summary>How a codec makes the instance that it then fills.</summary>
internal enum Creation
{
    /// <summary>The type is abstract: only its derived types are made.</summary>
    Never,

    /// <summary><c>new T()</c> compiles.</summary>
    Constructor,

    /// <summary>A constructor exists but is not accessible, or would demand required members.</summary>
    HiddenConstructor,

    /// <summary>No constructor without parameters: an instance with all fields zero.</summary>
    Uninitialized,
}

/// <summary>A type with [GenerateSerializer].</summary>
/// <param name="BaseType">The C# name of the base class whose members go before these, or null.</param>
/// <param name="ConstructorArguments">The C# types of the arguments of the marked constructor, each passed as its default.</param>
/// <param name="PositionalMembers">Members from the primary constructor, which have a number space of their own, as in Orleans.</param>
/// <param name="Members">Members with a number from an attribute.</param>
internal sealed record SerializableTypeModel(
    TypeModel Type,
    SerializableKind Kind,
    EquatableArray<string> Aliases,
    string? BaseType,
    Creation Creation,
    EquatableArray<string> ConstructorArguments,
    bool TracksReferences,
    Sharing Sharing,
    EquatableArray<MemberModel> PositionalMembers,
    EquatableArray<MemberModel> Members);

/// <summary>How generated code reaches a member.</summary>
internal enum MemberAccess
{
    /// <summary>By its name.</summary>
    Direct,

    /// <summary>Through an accessor of its field, or of the field behind the property.</summary>
    Field,

    /// <summary>Through an accessor of its method, or, for setting, of the property's set method.</summary>
    Method,
}

/// <summary>A serialized field or property.</summary>
/// <param name="Name">As declared, not escaped.</param>
/// <param name="FieldName">The metadata name of the field to access, if one is.</param>
internal sealed record MemberModel(string Name, uint Id, ValueModel Value, MemberAccess Get, MemberAccess Set, string? FieldName);
