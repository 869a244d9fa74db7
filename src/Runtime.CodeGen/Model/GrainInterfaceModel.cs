namespace Orleans.CodeGen.Model;

/// <summary>An interface that grains, observers or extensions are called through.</summary>
/// <param name="Methods">Every method that can be called through the interface: its own first, then the inherited ones.</param>
internal sealed record GrainInterfaceModel(TypeModel Type, EquatableArray<string> Aliases, EquatableArray<MethodModel> Methods);

/// <summary>What a method returns, which decides the base class of its request.</summary>
internal enum ReturnKind
{
    Void,
    Task,
    TaskOfResult,
    ValueTask,
    ValueTaskOfResult,
    AsyncEnumerable,
}

/// <summary>One callable method, as seen from one interface.</summary>
/// <param name="Name">The method's name, escaped where it is a keyword.</param>
/// <param name="DeclaringInterface">The C# name of the interface that declares it.</param>
/// <param name="CalledInterface">The C# name of the interface that a call is addressed to: the declaring one if that is addressable, else the one that inherits it.</param>
/// <param name="Id">The method's number on the wire.</param>
/// <param name="Options">The bits of InvokeMethodOptions.</param>
/// <param name="ResponseTimeoutTicks">From the method's attribute, in ticks.</param>
/// <param name="ReturnType">The C# name of the declared return type.</param>
/// <param name="ResultType">The C# name of the result without its task, or null.</param>
/// <param name="TypeParameters">The method's own type parameters.</param>
/// <param name="Request">The generated class that carries a call.</param>
/// <param name="IsInTable">False for a method whose number a more derived method has taken in this interface's table.</param>
internal sealed record MethodModel(
    string Name,
    string DeclaringInterface,
    string CalledInterface,
    uint Id,
    int Options,
    long? ResponseTimeoutTicks,
    ReturnKind ReturnKind,
    string ReturnType,
    string? ResultType,
    bool ResultIsShareable,
    EquatableArray<ParameterModel> Parameters,
    EquatableArray<TypeParameterModel> TypeParameters,
    RequestModel Request,
    bool IsInTable)
{
    public bool IsGeneric => TypeParameters.Count > 0;
}

/// <summary>The class of a method's requests.</summary>
/// <param name="ClassName">Its simple name.</param>
/// <param name="QualifiedName">Its full name without type arguments.</param>
/// <param name="TypeArguments">The type arguments with which this interface uses it.</param>
/// <param name="IsEmittedHere">True when the interface's own file declares it; false when the file of a base interface does.</param>
/// <param name="TypeParameters">Those of the interface, then those of the method.</param>
internal sealed record RequestModel(
    string ClassName,
    string QualifiedName,
    EquatableArray<string> TypeArguments,
    bool IsEmittedHere,
    EquatableArray<TypeParameterModel> TypeParameters)
{
    public string Closed => QualifiedName + (TypeArguments.Count > 0 ? "<" + string.Join(", ", TypeArguments) + ">" : "");

    public string Open => QualifiedName + (TypeArguments.Count > 0 ? "<" + new string(',', TypeArguments.Count - 1) + ">" : "");
}

/// <summary>A parameter of a callable method.</summary>
/// <param name="Value">Its type.</param>
/// <param name="IsCancellationToken">A cancellation token has no field in the request: its base class keeps it.</param>
/// <param name="IsOfMethodTypeParameter">True when the type has a type parameter of the method in it.</param>
internal sealed record ParameterModel(ValueModel Value, bool IsCancellationToken, bool IsOfMethodTypeParameter);
