using System;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Orleans.CodeGen.Diagnostics;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Discovery;

/// <summary>Turns one method of an addressable interface into its model, or finds why it cannot be called.</summary>
internal static class MethodDiscovery
{
    private const int OneWay = 1;
    private const int ReadOnly = 2;
    private const int AlwaysInterleave = 4;
    private const int Unordered = 8;

    /// <param name="method">The method, with the type arguments that the interface gives it.</param>
    /// <param name="type">The interface whose table is being made.</param>
    /// <param name="names">The names of <paramref name="type"/>.</param>
    /// <param name="origin">Where the method comes from.</param>
    /// <param name="findings">Takes what is wrong with it.</param>
    /// <param name="location">Where to report what has no better place.</param>
    public static MethodModel? Discover(IMethodSymbol method, INamedTypeSymbol type, TypeModel names, Origin origin, Findings findings, Location? location)
    {
        if (!Reachability.IsKnown(method.ReturnType) || !method.Parameters.All(static p => Reachability.IsKnown(p.Type))) return null;
        var declaring = method.ContainingType;
        var options = Options(method);
        var before = findings.Count;
        var isCallable = TryGetReturn(method, type, options, findings, location, out var kind, out var result);
        isCallable &= CheckParameters(method, origin, findings, location);
        if (!TryGetResponseTimeout(method, findings, location, out var timeout)) isCallable = false;
        if (!isCallable) return null;

        if (kind == ReturnKind.Void) options |= OneWay;
        if (origin == Origin.Own && findings.Count == before) CheckTypes(method, result, findings);
        if (origin == Origin.Own && (options & OneWay) != 0 && result is not null)
            findings.Add(Descriptors.OneWayResult, location, method.Display(), method.ReturnType.Display());

        var id = MethodIds.Of(method, origin == Origin.Plain);
        var typeParameters = new EquatableArray<TypeParameterModel>(method.TypeParameters.Select(TypeParameters.Model));
        return new MethodModel(
            TypeNames.Escape(method.Name),
            TypeNames.CSharp(declaring),
            TypeNames.CSharp(origin == Origin.Plain ? type : declaring),
            id,
            options,
            timeout,
            kind,
            TypeNames.CSharp(method.ReturnType),
            result is null ? null : TypeNames.CSharp(result),
            result is not null && (method.GetReturnTypeAttributes().Any(IsImmutable) || Sharings.OfValue(result).IsAlways),
            new EquatableArray<ParameterModel>(method.Parameters.Select(Parameter)),
            typeParameters,
            Request(method, type, names, origin, id, typeParameters),
            IsInTable: true);
    }

    private static bool IsImmutable(AttributeData attribute) =>
        attribute.AttributeClass.Is(OrleansNames.Immutable) || attribute.AttributeClass.Is(OrleansNames.ConcurrencyImmutable);

    private static int Options(IMethodSymbol method)
    {
        var options = method.ContainingType.Has(OrleansNames.Unordered) ? Unordered : 0;
        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass.Is(OrleansNames.OneWay)) options |= OneWay;
            else if (attribute.AttributeClass.Is(OrleansNames.ReadOnly)) options |= ReadOnly;
            else if (attribute.AttributeClass.Is(OrleansNames.AlwaysInterleave)) options |= AlwaysInterleave;
            else if (attribute.AttributeClass.Is(OrleansNames.Unordered)) options |= Unordered;
        }

        return options;
    }

    private static bool TryGetReturn(
        IMethodSymbol method, INamedTypeSymbol type, int options, Findings findings, Location? location, out ReturnKind kind, out ITypeSymbol? result)
    {
        result = null;
        kind = ReturnKind.Void;
        var isObserver = type.Implements(OrleansNames.Observer);
        if (method.ReturnsVoid)
        {
            if (isObserver || (options & OneWay) != 0) return true;
        }
        else if (!method.ReturnsByRef && !method.ReturnsByRefReadonly && method.ReturnType is INamedTypeSymbol returned)
        {
            ReturnKind? known = TypeNames.Metadata(returned) switch
            {
                "System.Threading.Tasks.Task" => ReturnKind.Task,
                "System.Threading.Tasks.Task`1" => ReturnKind.TaskOfResult,
                "System.Threading.Tasks.ValueTask" => ReturnKind.ValueTask,
                "System.Threading.Tasks.ValueTask`1" => ReturnKind.ValueTaskOfResult,
                "System.Collections.Generic.IAsyncEnumerable`1" => ReturnKind.AsyncEnumerable,
                _ => null,
            };
            if (known is not null)
            {
                kind = known.Value;
                result = returned.TypeArguments.FirstOrDefault();
                return true;
            }
        }

        var alternative = method.ReturnsVoid ? ", or mark the method [OneWay] if the caller needs no answer" : "";
        findings.Add(Descriptors.ReturnType, location, method.Display(), method.ReturnType.Display(), alternative);
        return false;
    }

    private static bool CheckParameters(IMethodSymbol method, Origin origin, Findings findings, Location? location)
    {
        var isSound = true;
        foreach (var parameter in method.Parameters)
        {
            var problem = parameter switch
            {
                { RefKind: RefKind.Ref } => "a 'ref' parameter",
                { RefKind: RefKind.Out } => "an 'out' parameter",
                { RefKind: RefKind.In } => "an 'in' parameter",
                { RefKind: not RefKind.None } => "a 'ref readonly' parameter",
                { Type.IsRefLikeType: true } => $"of the stack-only type '{parameter.Type.Display()}'",
                { Type.TypeKind: TypeKind.Pointer or TypeKind.FunctionPointer } => "a pointer",
                _ => null,
            };
            if (problem is null) continue;
            findings.Add(Descriptors.ByReferenceParameter, origin == Origin.Own ? parameter.FirstLocation() : location, method.Display(), parameter.Name, problem);
            isSound = false;
        }

        if (method.Parameters.Count(IsCancellationToken) > 1)
        {
            findings.Add(Descriptors.SeveralCancellationTokens, location, method.Display());
            isSound = false;
        }

        return isSound;
    }

    private static bool TryGetResponseTimeout(IMethodSymbol method, Findings findings, Location? location, out long? ticks)
    {
        ticks = null;
        if (method.Attribute(OrleansNames.ResponseTimeout) is not { } attribute || attribute.Argument() is not string text) return true;
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var timeout) && timeout > TimeSpan.Zero)
        {
            ticks = timeout.Ticks;
            return true;
        }

        findings.Add(Descriptors.InvalidResponseTimeout, method.LocationOf(attribute) ?? location, method.Display(), text);
        return false;
    }

    private static void CheckTypes(IMethodSymbol method, ITypeSymbol? result, Findings findings)
    {
        foreach (var parameter in method.Parameters)
            CheckType(method, $"parameter '{parameter.Name}'", parameter.Type, parameter.FirstLocation(), findings);
        if (result is not null) CheckType(method, "result", result, method.FirstLocation(), findings);
    }

    private static void CheckType(IMethodSymbol method, string role, ITypeSymbol type, Location? location, Findings findings)
    {
        if (Serializability.Culprit(type) is not { } culprit) return;
        var name = culprit is INamedTypeSymbol named ? TypeNames.Metadata(named) : culprit.Display();
        findings.AddUnlessConverted(name, Descriptors.CallNotSerializable, location, method.Display(), role, culprit.Display());
    }

    private static ParameterModel Parameter(IParameterSymbol parameter) =>
        new(Values.Model(parameter.Type, parameter.IsMarkedImmutable()), IsCancellationToken(parameter), TypeParameters.IsOfMethod(parameter.Type));

    private static bool IsCancellationToken(IParameterSymbol parameter) => parameter.Type.Is("System.Threading.CancellationToken");

    private static RequestModel Request(
        IMethodSymbol method, INamedTypeSymbol type, TypeModel names, Origin origin, uint id, EquatableArray<TypeParameterModel> methodParameters)
    {
        var suffix = method.Name + "_" + id.ToString("X8", CultureInfo.InvariantCulture);
        var methodArguments = methodParameters.Select(static p => p.Name);
        if (origin == Origin.Base)
        {
            var owner = TypeNames.Model(method.ContainingType);
            var arguments = TypeNames.AllTypeArguments(method.ContainingType).Select(TypeNames.CSharp).Concat(methodArguments);
            return new RequestModel("", owner.Generated("Invokable") + "_" + suffix, new EquatableArray<string>(arguments), IsEmittedHere: false, default);
        }

        var inherited = origin == Origin.Own ? "" : TypeNames.SafeName(method.ContainingType, TypeNames.Metadata(method.ContainingType)) + "_";
        var className = $"Invokable_{names.SafeName}_{inherited}{suffix}";
        var parameters = names.TypeParameters.Concat(methodParameters).ToArray();
        return new RequestModel(
            className,
            $"global::{names.GeneratedNamespace}.{className}",
            new EquatableArray<string>(parameters.Select(static p => p.Name)),
            IsEmittedHere: true,
            new EquatableArray<TypeParameterModel>(parameters));
    }
}
