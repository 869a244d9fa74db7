using System.ComponentModel;
using System.Reflection;
using Orleans.CodeGeneration;

namespace Orleans.Runtime;

/// <summary>What the generator knows of a grain interface's method; made once a method.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class MethodDescriptor
{
    private readonly Type[] _parameterTypes;
    private readonly Func<RequestBase>? _rent;
    private readonly Type? _openRequestType;
    private MethodInfo? _method;
    private int _copiesArguments;

    public MethodDescriptor(
        Type interfaceType,
        string name,
        uint id,
        InvokeMethodOptions options,
        Type[] parameterTypes,
        Func<RequestBase>? rent,
        TimeSpan? responseTimeout = null,
        int genericArity = 0,
        Type? openRequestType = null,
        bool hasCancellationToken = false,
        bool resultIsShareable = false)
    {
        InterfaceType = interfaceType;
        Name = name;
        Id = id;
        Options = options;
        _parameterTypes = parameterTypes;
        _rent = rent;
        ResponseTimeout = responseTimeout;
        TimeoutTicks = responseTimeout is { } timeout ? CoarseClock.ToTicks(timeout) : 0;
        GenericArity = genericArity;
        _openRequestType = openRequestType;
        HasCancellationToken = hasCancellationToken;
        ResultIsShareable = resultIsShareable;
        IsExtension = typeof(IGrainExtension).IsAssignableFrom(interfaceType);
        ActivityName = $"{interfaceType.Name}/{name}";
    }

    /// <summary>The interface that declares the method.</summary>
    public Type InterfaceType { get; }

    public string Name { get; }

    /// <summary>The method on the wire; unique within its interface.</summary>
    public uint Id { get; }

    public InvokeMethodOptions Options { get; }

    /// <summary>From <c>[ResponseTimeout]</c>; null for the configured default.</summary>
    public TimeSpan? ResponseTimeout { get; }

    /// <summary>Number of the method's own type parameters.</summary>
    public int GenericArity { get; }

    public bool HasCancellationToken { get; }

    /// <summary>True when results are immutable, so that a local caller may have the callee's instance.</summary>
    public bool ResultIsShareable { get; }

    /// <summary>True for methods of grain extensions, which are served by a component of the activation instead of the grain.</summary>
    internal bool IsExtension { get; }

    /// <summary><see cref="ResponseTimeout"/> in clock ticks; 0 for the default.</summary>
    internal int TimeoutTicks { get; }

    internal string ActivityName { get; }

    /// <summary>A request to fill from the wire.</summary>
    internal RequestBase Rent(Type[] typeArguments)
    {
        if (_rent is not null) return _rent();
        if (_openRequestType is null || typeArguments.Length != GenericArity)
        {
            throw new OrleansException($"A call of {InterfaceType}.{Name} carries {typeArguments.Length} type arguments; the method has {GenericArity}. Caller and callee were built from different versions of the interface.");
        }

        Type[] all = [.. InterfaceType.IsConstructedGenericType ? InterfaceType.GetGenericArguments() : Type.EmptyTypes, .. typeArguments];
        return (RequestBase)Activator.CreateInstance(_openRequestType.MakeGenericType(all))!;
    }

    /// <summary>Whether the method has arguments that caller and callee must not share.</summary>
    internal bool CopiesArguments(RequestBase request)
    {
        var known = _copiesArguments;
        if (known == 0) _copiesArguments = known = request.GetType().GetMethod(nameof(RequestBase.CopyArguments))!.DeclaringType == typeof(RequestBase) ? 1 : 2;
        return known == 2;
    }

    internal MethodInfo GetMethodInfo(Type[] typeArguments)
    {
        var method = _method ??= Find(typeArguments);
        return typeArguments.Length == 0 || !method.IsGenericMethodDefinition ? method : method.MakeGenericMethod(typeArguments);
    }

    /// <summary>The method by name and parameters. It may be declared by a plain interface that the grain interface extends: calls are addressed to the latter.</summary>
    private MethodInfo Find(Type[] typeArguments)
    {
        var candidates = InterfaceType.GetInterfaces().Prepend(InterfaceType)
            .SelectMany(i => i.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
            .Where(m => m.Name == Name && m.GetGenericArguments().Length == GenericArity && m.GetParameters().Length == _parameterTypes.Length)
            .ToArray();
        return candidates.Length == 1
            ? candidates[0]
            : candidates.First(m => m.GetParameters().Zip(_parameterTypes).All(pair => Fits(pair.First.ParameterType, pair.Second, typeArguments)));
    }

    /// <summary>Whether a declared parameter is of the given type once the method's type arguments are put in.</summary>
    private static bool Fits(Type declared, Type given, Type[] typeArguments)
    {
        if (declared.IsGenericMethodParameter) return declared.GenericParameterPosition < typeArguments.Length && given == typeArguments[declared.GenericParameterPosition];
        if (!declared.ContainsGenericParameters) return declared == given;
        if (declared.IsArray) return given.IsArray && given.GetArrayRank() == declared.GetArrayRank() && Fits(declared.GetElementType()!, given.GetElementType()!, typeArguments);
        return given.IsConstructedGenericType && given.GetGenericTypeDefinition() == declared.GetGenericTypeDefinition()
            && declared.GetGenericArguments().Zip(given.GetGenericArguments()).All(pair => Fits(pair.First, pair.Second, typeArguments));
    }
}
