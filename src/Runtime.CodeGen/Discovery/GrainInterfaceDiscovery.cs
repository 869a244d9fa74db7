using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Orleans.CodeGen.Diagnostics;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Discovery;

/// <summary>
/// Turns an addressable interface into its model: a table of every method that can be called through it.
///
/// A method belongs to the interface that declares it, and a call names that interface, so that references to a base and to a derived
/// interface reach the same method. Its request class is generated once, next to the declaring interface; only when that is in
/// another assembly, or is no addressable interface at all, does the inheriting interface get a request class of its own.
/// </summary>
internal static class GrainInterfaceDiscovery
{
    /// <summary>Examines an interface of the compilation, or of an assembly that code is generated for.</summary>
    public static Discovered<GrainInterfaceModel> Discover(INamedTypeSymbol type)
    {
        var findings = new Findings();
        if (!type.IsReachable())
        {
            findings.Add(Descriptors.NotAccessible, type.FirstLocation(), type.Display());
            return findings.With<GrainInterfaceModel>(null);
        }

        var isSound = true;
        var names = TypeNames.Model(type);
        var methods = new List<MethodModel>();
        var table = new HashSet<uint>();
        var addressedHere = new Dictionary<uint, IMethodSymbol>();
        foreach (var declaring in new[] { type }.Concat(type.AllInterfaces))
        {
            var origin = OriginOf(declaring, type);
            // A call names an interface and a number, so numbers must differ among the methods that are called through one interface.
            var numbers = origin is Origin.Own or Origin.Plain ? addressedHere : [];
            foreach (var member in declaring.GetMembers())
            {
                // What is wrong with a base interface of the same assembly is reported there, once.
                var sink = origin == Origin.Base ? new Findings() : findings;
                var location = origin == Origin.Own ? member.FirstLocation() : type.FirstLocation();
                if (!IsCall(member, sink, location, ref isSound)) continue;
                var method = (IMethodSymbol)member;
                if (MethodDiscovery.Discover(method, type, names, origin, sink, location) is not { } model)
                {
                    isSound = false;
                    continue;
                }

                if (numbers.TryGetValue(model.Id, out var other))
                {
                    sink.Add(Descriptors.DuplicateMethodId, location, type.Display(), other.Display(), method.Display(), MethodIds.Text(model.Id));
                    isSound = false;
                    continue;
                }

                numbers.Add(model.Id, method);
                methods.Add(model with { IsInTable = table.Add(model.Id) });
            }
        }

        CheckKeys(type, findings);
        return findings.With(isSound ? new GrainInterfaceModel(names, type.Aliases(), new EquatableArray<MethodModel>(methods)) : null);
    }

    private static Origin OriginOf(INamedTypeSymbol declaring, INamedTypeSymbol type)
    {
        if (SymbolEqualityComparer.Default.Equals(declaring, type)) return Origin.Own;
        if (!declaring.IsGrainInterface()) return Origin.Plain;
        return SymbolEqualityComparer.Default.Equals(declaring.ContainingAssembly, type.ContainingAssembly) ? Origin.Base : Origin.Foreign;
    }

    /// <summary>
    /// Tells calls from what runs on the caller's side: static members and members with a body. Anything else that is not a method
    /// cannot be served.
    /// </summary>
    private static bool IsCall(ISymbol member, Findings findings, Location? location, ref bool isSound)
    {
        if (!member.IsAbstract || member is INamedTypeSymbol or IMethodSymbol { AssociatedSymbol: not null }) return false;
        var kind = member switch
        {
            { IsStatic: true } => "static and abstract",
            IPropertySymbol { IsIndexer: true } => "an indexer",
            IPropertySymbol => "a property",
            IEventSymbol => "an event",
            _ => null,
        };
        if (kind is null) return member is IMethodSymbol { MethodKind: MethodKind.Ordinary };
        findings.Add(Descriptors.NotAMethod, location, member.Display(), kind);
        isSound = false;
        return false;
    }

    private static void CheckKeys(INamedTypeSymbol type, Findings findings)
    {
        var keys = Keys(type);
        if (keys.Length < 2 || type.AllInterfaces.Any(static i => i.IsGrainInterface() && Keys(i).Length > 1)) return;
        findings.Add(Descriptors.AmbiguousKey, type.FirstLocation(), type.Display(), string.Join(", ", keys));
    }

    /// <summary>The names of the key interfaces that the type has.</summary>
    public static string[] Keys(ITypeSymbol type) =>
        [.. type.AllInterfaces.Where(static i => OrleansNames.IsKeyInterface(TypeNames.Metadata(i))).Select(static i => i.Name)];
}

/// <summary>Where a method of an interface comes from.</summary>
internal enum Origin
{
    /// <summary>The interface itself.</summary>
    Own,

    /// <summary>An addressable base interface of the same assembly, which has the request class.</summary>
    Base,

    /// <summary>An addressable base interface of another assembly, whose request class is internal there.</summary>
    Foreign,

    /// <summary>A base interface that is not addressable: a call names the inheriting interface.</summary>
    Plain,
}
