using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Orleans.CodeGen.Diagnostics;

/// <summary>
/// Every finding of the generator. A text says what is wrong, with the names in question, and what to change; a page for each code
/// in docs/errors has an example. An error is something that could not work at run time; a warning is something that does not do what it seems to do.
/// </summary>
internal static class Descriptors
{
    public static readonly DiagnosticDescriptor MemberWithoutId = Error(
        "OA0001",
        "Serializable member without an id",
        "'{0}' has [GenerateSerializer], but these members have no id and would be lost on the way: {1}; give each an [Id(n)], or [NonSerialized] to leave it out");

    public static readonly DiagnosticDescriptor DuplicateMemberId = Error(
        "OA0002",
        "Two members with the same id",
        "Members '{1}' and '{2}' of '{0}' both have id {3}; give one of them an [Id] that no other member has had in any released version");

    public static readonly DiagnosticDescriptor MemberNotSerializable = Error(
        "OA0003",
        "Member of a type that nothing serializes",
        "Member '{1}' of '{0}' needs a serializer for '{2}', and there is none; put [GenerateSerializer] on '{2}' if it is yours, else write a surrogate with an IConverter marked [RegisterConverter]");

    public static readonly DiagnosticDescriptor CallNotSerializable = Warning(
        "OA0004",
        "Argument or result of a type that nothing serializes",
        "The {1} of '{0}' needs a serializer for '{2}', and none is known at build time; put [GenerateSerializer] on '{2}' if it is yours, else write a surrogate with an IConverter marked [RegisterConverter], or register a serializer for it when the silo and its clients start");

    public static readonly DiagnosticDescriptor MemberCannotBeRestored = Error(
        "OA0005",
        "Member that cannot be read back",
        "'{0}' has an [Id], but {1}; move the [Id] to an instance field or to a property that has a setter or is automatic");

    public static readonly DiagnosticDescriptor NotAccessible = Error(
        "OA0006",
        "Type that generated code cannot name",
        "Generated code cannot name '{0}', because it, or a type around it, is private, protected or file-local; make it internal or public");

    public static readonly DiagnosticDescriptor CannotBeSerialized = Error(
        "OA0007",
        "[GenerateSerializer] on a type without instances to send",
        "'{0}' cannot be serialized, because it is {1}; remove [GenerateSerializer], or make it an ordinary class, struct or record");

    public static readonly DiagnosticDescriptor BaseNotSerializable = Error(
        "OA0008",
        "Base class that nothing serializes",
        "'{0}' has [GenerateSerializer], but its base class '{1}' has fields and does not, so they would be lost on the way; put [GenerateSerializer] on '{1}' too, or mark its fields [NonSerialized]");

    public static readonly DiagnosticDescriptor SeveralActivatorConstructors = Error(
        "OA0009",
        "More than one constructor for the serializer",
        "'{0}' marks more than one constructor with [GeneratedActivatorConstructor]; leave one");

    public static readonly DiagnosticDescriptor ReturnType = Error(
        "OA0010",
        "Return type that a call cannot have",
        "'{0}' returns '{1}', but a call answers later; return Task, Task<T>, ValueTask, ValueTask<T> or IAsyncEnumerable<T>{2}");

    public static readonly DiagnosticDescriptor ByReferenceParameter = Error(
        "OA0011",
        "Parameter passed by reference",
        "Parameter '{1}' of '{0}' is {2}, but arguments of a call are sent as values; take a value, and return what changes");

    public static readonly DiagnosticDescriptor NotAMethod = Error(
        "OA0012",
        "Member of a grain interface that is not a method",
        "'{0}' is {1}, but only methods can be called on a grain; replace it by methods that return a task");

    public static readonly DiagnosticDescriptor SeveralCancellationTokens = Error(
        "OA0013",
        "More than one cancellation token",
        "'{0}' has more than one CancellationToken parameter, but a call is cancelled as a whole; leave one, best the last");

    public static readonly DiagnosticDescriptor DuplicateMethodId = Error(
        "OA0014",
        "Two methods with the same id",
        "Methods '{1}' and '{2}' of '{0}' both have id {3} on the wire; give one of them another [Id] or [Alias]");

    public static readonly DiagnosticDescriptor DuplicateAlias = Error(
        "OA0015",
        "Two types with the same alias",
        "'{0}' and '{1}' both have the alias '{2}', which is their name on the wire; give one of them another [Alias]");

    public static readonly DiagnosticDescriptor GrainClassNotAccessible = Warning(
        "OA0016",
        "Grain class that generated code cannot name",
        "Grain class '{0}' is not registered, because it, or a type around it, is private, protected or file-local; make it internal or public, or abstract if it only serves as a base");

    public static readonly DiagnosticDescriptor GenericGrainClass = Warning(
        "OA0017",
        "Generic grain class that cannot be activated",
        "Grain class '{0}' is not registered, because it has {1} type parameters and none of its grain interfaces passes exactly these on; implement an interface with the same type parameters in the same order, or make the class abstract if it only serves as a base");

    public static readonly DiagnosticDescriptor AmbiguousKey = Warning(
        "OA0018",
        "More than one kind of grain key",
        "'{0}' has more than one kind of key ({1}), so that calls with different kinds of key reach different grains; keep one of these interfaces");

    public static readonly DiagnosticDescriptor AttributeOnGrainClass = Warning(
        "OA0019",
        "Call attribute on a grain class",
        "[{1}] on '{0}' has no effect, because calls go by the interface; move it to the method of the grain interface");

    public static readonly DiagnosticDescriptor InvalidResponseTimeout = Error(
        "OA0020",
        "Response timeout that is not a positive time",
        "The [ResponseTimeout] of '{0}' is '{1}', which is not a positive time span; write it as \"hours:minutes:seconds\", such as \"00:00:30\"");

    public static readonly DiagnosticDescriptor OneWayResult = Warning(
        "OA0021",
        "One-way call with a result",
        "'{0}' is [OneWay] and returns '{1}', but the caller of a one-way call gets no answer, so that the result is always the default; return Task or ValueTask, or remove [OneWay]");

    public static readonly DiagnosticDescriptor IdWithoutGenerateSerializer = Warning(
        "OA0022",
        "[Id] in a type that is not serialized",
        "'{0}' has members with [Id], but no [GenerateSerializer], so that nothing serializes them; put [GenerateSerializer] on '{0}'");

    public static readonly DiagnosticDescriptor InvalidConverter = Error(
        "OA0023",
        "[RegisterConverter] on a type that is no converter",
        "'{0}' has [RegisterConverter], but {1}; make it an accessible class or struct that implements IConverter<TValue, TSurrogate>");

    public static readonly DiagnosticDescriptor MemberIdOutOfRange = Error(
        "OA0024",
        "Member id out of range",
        "Member '{1}' of '{0}' has id {2}; ids go from 0 to {3}");

    /// <summary>All of them, by code.</summary>
    public static IReadOnlyDictionary<string, DiagnosticDescriptor> All { get; } = new[]
    {
        MemberWithoutId, DuplicateMemberId, MemberNotSerializable, CallNotSerializable, MemberCannotBeRestored, NotAccessible, CannotBeSerialized,
        BaseNotSerializable, SeveralActivatorConstructors, ReturnType, ByReferenceParameter, NotAMethod, SeveralCancellationTokens, DuplicateMethodId,
        DuplicateAlias, GrainClassNotAccessible, GenericGrainClass, AmbiguousKey, AttributeOnGrainClass, InvalidResponseTimeout, OneWayResult,
        IdWithoutGenerateSerializer, InvalidConverter, MemberIdOutOfRange,
    }.ToDictionary(static d => d.Id);

    private static DiagnosticDescriptor Error(string id, string title, string text) => Create(id, title, text, DiagnosticSeverity.Error);

    private static DiagnosticDescriptor Warning(string id, string title, string text) => Create(id, title, text, DiagnosticSeverity.Warning);

    private static DiagnosticDescriptor Create(string id, string title, string text, DiagnosticSeverity severity) =>
        new(id, title, text, "Orleans", severity, isEnabledByDefault: true, helpLinkUri: $"docs/errors/{id}.md");
}
