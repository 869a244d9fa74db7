using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Orleans.CodeGen.Diagnostics;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Discovery;

/// <summary>The serialized members of a type.</summary>
/// <param name="Positional">From the primary constructor. Their numbers are their positions, in a space of their own: Orleans lets a member with [Id(0)] stand next to the first parameter.</param>
/// <param name="Numbered">With a number of their own.</param>
internal sealed record SerializedMembers(EquatableArray<MemberModel> Positional, EquatableArray<MemberModel> Numbered);

/// <summary>Finds the fields and properties that are serialized, their numbers, and what is wrong with them.</summary>
internal static class MemberDiscovery
{
    private const string NonSerialized = "System.NonSerializedAttribute";

    public static SerializedMembers None { get; } = new(default, default);

    public static SerializedMembers Discover(INamedTypeSymbol type, Findings findings)
    {
        var options = SerializerOptions.Of(type);
        var candidates = Candidates(type, options).ToList();
        var generatesIds = options.GeneratesIds && !candidates.Any(static c => c.ExplicitId is not null);
        var positional = new List<MemberModel>();
        var numbered = new SortedDictionary<uint, (MemberModel Member, Candidate From)>();
        var missing = new List<Candidate>();
        var reported = new HashSet<string>();
        foreach (var candidate in candidates)
        {
            var id = candidate.ExplicitId
                ?? (uint?)candidate.Position
                ?? (generatesIds && candidate.Symbol is IPropertySymbol { DeclaredAccessibility: Accessibility.Public } ? GeneratedId(candidate.Symbol) : null);
            if (id is null)
            {
                if (candidate.IsStored && !options.GeneratesIds) missing.Add(candidate);
                continue;
            }

            if (MemberAccesses.Problem(candidate.Symbol, candidate.BackingField) is { } problem)
            {
                // A public property without storage is none of the generated ids' business.
                if (!generatesIds) findings.Add(Descriptors.MemberCannotBeRestored, candidate.Symbol.FirstLocation(), candidate.Symbol.Display(), problem);
                continue;
            }

            if (!CheckType(type, candidate, reported, findings)) continue;
            if (id > int.MaxValue)
            {
                findings.Add(
                    Descriptors.MemberIdOutOfRange,
                    candidate.Symbol.FirstLocation(),
                    type.Display(),
                    candidate.Symbol.Name,
                    id.Value.ToString(CultureInfo.InvariantCulture),
                    int.MaxValue.ToString(CultureInfo.InvariantCulture));
                continue;
            }

            var member = MemberAccesses.Model(candidate.Symbol, candidate.BackingField, id.Value);
            if (candidate.ExplicitId is null && candidate.Position is not null) positional.Add(member);
            else if (numbered.TryGetValue(id.Value, out var other))
            {
                var text = id.Value.ToString(CultureInfo.InvariantCulture);
                findings.Add(Descriptors.DuplicateMemberId, candidate.Symbol.FirstLocation(), type.Display(), other.From.Symbol.Name, candidate.Symbol.Name, text);
            }
            else numbered.Add(id.Value, (member, candidate));
        }

        if (missing.Count > 0)
        {
            var names = string.Join(", ", missing.Select(static m => $"'{m.Symbol.Name}'"));
            findings.Add(Descriptors.MemberWithoutId, missing[0].Symbol.FirstLocation(), type.Display(), names);
        }

        return new SerializedMembers(new EquatableArray<MemberModel>(positional), new EquatableArray<MemberModel>(numbered.Values.Select(static n => n.Member)));
    }

    private static IEnumerable<Candidate> Candidates(INamedTypeSymbol type, SerializerOptions options)
    {
        var backingFields = type.GetMembers().OfType<IFieldSymbol>().Where(static f => f.AssociatedSymbol is not null).ToList();
        foreach (var member in type.GetMembers())
        {
            if (member is IFieldSymbol field)
            {
                if (field.IsImplicitlyDeclared || field.Has(NonSerialized)) continue;
                yield return new Candidate(field, null, field.Id(), null, !field.IsStatic && !field.IsConst);
            }
            else if (member is IPropertySymbol { IsIndexer: false } property)
            {
                var backing = backingFields.FirstOrDefault(f => SymbolEqualityComparer.Default.Equals(f.AssociatedSymbol, property));
                if (backing?.Has(NonSerialized) == true) continue;
                var parameter = options.PositionalParameters.FirstOrDefault(p => string.Equals(p.Name, property.Name, options.ParameterNames));
                var id = property.Id() ?? backing?.Id() ?? parameter?.Id();
                yield return new Candidate(property, backing, id, parameter?.Ordinal, backing is not null && !property.IsStatic && !IsFromHeader(property));
            }
        }
    }

    /// <summary>A record that leaves its parameters out by option means that.</summary>
    private static bool IsFromHeader(IPropertySymbol property) => property.DeclaringSyntaxReferences.Any(static r => r.GetSyntax() is ParameterSyntax);

    private static bool CheckType(INamedTypeSymbol type, Candidate candidate, HashSet<string> reported, Findings findings)
    {
        var memberType = candidate.Symbol is IFieldSymbol field ? field.Type : ((IPropertySymbol)candidate.Symbol).Type;
        var location = candidate.Symbol.FirstLocation();
        if (!Reachability.IsKnown(memberType)) return false;
        if (!Reachability.CanName(memberType))
        {
            findings.Add(Descriptors.NotAccessible, location, memberType.Display());
            return false;
        }

        if (Serializability.Culprit(memberType) is not { } culprit) return true;
        var name = culprit is INamedTypeSymbol named ? TypeNames.Metadata(named) : culprit.Display();
        if (reported.Add(name))
            findings.AddUnlessConverted(name, Descriptors.MemberNotSerializable, location, type.Display(), candidate.Symbol.Name, culprit.Display());
        return culprit is INamedTypeSymbol { IsRefLikeType: false, IsStatic: false };
    }

    /// <summary>Ids made from names survive reordering and insertion. They start after those that people write and fit three bytes on the wire.</summary>
    private static uint GeneratedId(ISymbol member) => 64 + (StableHash.Of(member.Name) % 65_000);

    private sealed record Candidate(ISymbol Symbol, IFieldSymbol? BackingField, uint? ExplicitId, int? Position, bool IsStored);
}
