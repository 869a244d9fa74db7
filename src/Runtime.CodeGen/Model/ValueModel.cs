namespace Orleans.CodeGen.Model;

/// <summary>How generated code handles a value of a declared type.</summary>
/// <param name="Type">The C# name of the type.</param>
/// <param name="Primitive">The suffix of the writer's and reader's methods that handle the type directly (<c>Int32</c>), or null: a codec does.</param>
/// <param name="EnumUnderlyingType">For an enum handled as a primitive, the keyword of its underlying type.</param>
/// <param name="NeedsCopy">False when a value may be shared by caller and callee: sharing it can never be observed.</param>
/// <param name="HoldsReferences">True when a pooled request must let go of the value.</param>
/// <param name="Sharing">Whether a value is immutable all the way down, for the codec of the type that has it as a member.</param>
internal sealed record ValueModel(string Type, string? Primitive, string? EnumUnderlyingType, bool NeedsCopy, bool HoldsReferences, Sharing Sharing);

/// <summary>Whether values are immutable all the way down: known at build time, or to be asked of the codecs of <see cref="AskedTypes"/>.</summary>
internal sealed record Sharing(bool IsPossible, EquatableArray<string> AskedTypes)
{
    public static Sharing Never { get; } = new(false, default);

    public static Sharing Always { get; } = new(true, default);

    public bool IsAlways => IsPossible && AskedTypes.Count == 0;
}
