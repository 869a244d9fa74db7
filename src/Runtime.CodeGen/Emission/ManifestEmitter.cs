using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Emission;

/// <summary>What the manifest says of one declaration: a few statements, and the name by which they are ordered.</summary>
internal sealed record ManifestEntry(string MetadataName, EquatableArray<string> Statements);

/// <summary>
/// Writes the assembly's manifest: one file that registers everything the other files declare. It depends on names alone, so that it
/// changes when a declaration comes or goes and not when one is edited.
/// </summary>
internal static class ManifestEmitter
{
    private const string Configuration = "global::Orleans.Serialization.Configuration.";

    public static ManifestEntry Entry(GrainInterfaceModel model)
    {
        var reference = model.Type.Generated("Reference");
        var entry = model.Type.IsGeneric
            ? $"typeof({model.Type.OpenName}), typeof({reference}{model.Type.OpenTypeArguments}), null, global::System.Array.Empty<global::Orleans.Runtime.MethodDescriptor>()"
            : $"typeof({model.Type.OpenName}), typeof({reference}), static (shared, key) => new {reference}(shared, key), {reference}.Methods";
        return new ManifestEntry(model.Type.MetadataName, new EquatableArray<string>(
        [
            .. Names(model.Type, model.Aliases),
            $"manifest.AddGrainInterface(new {Configuration}GrainInterfaceEntry({entry}));",
        ]));
    }

    public static ManifestEntry Entry(SerializableTypeModel model)
    {
        var statements = Names(model.Type, model.Aliases).ToList();
        var codec = model.Type.Generated("Codec");
        if (model.Kind != SerializableKind.Enum)
        {
            statements.Add(model.Type.IsGeneric
                ? $"manifest.AddGenericCodec(typeof({model.Type.OpenName}), typeof({codec}{model.Type.OpenTypeArguments}));"
                : $"manifest.AddCodec<{model.Type.CSharpName}>(static catalog => new {codec}(catalog));");
        }

        return new ManifestEntry(model.Type.MetadataName, new EquatableArray<string>(statements));
    }

    public static ManifestEntry Entry(ListedClassModel model) => new(
        model.MetadataName,
        new EquatableArray<string>([$"manifest.{(model.IsException ? "AddException" : "AddGrainClass")}(typeof({model.OpenName}));"]));

    public static ManifestEntry Entry(ConverterModel model) => new(model.MetadataName, model.Registrations);

    public static string File(AssemblyModel assembly, ImmutableArray<ManifestEntry> entries)
    {
        var code = new CodeWriter();
        var space = "OrleansCodeGen." + SafeName(assembly.Name);
        foreach (var part in new[] { assembly.Name }.Concat(assembly.ApplicationParts))
            code.Line($"[assembly: global::Orleans.ApplicationPart({CodeWriter.Literal(part)})]");
        code.Line($"[assembly: {Configuration}TypeManifestProvider(typeof(global::{space}.Metadata))]");
        code.Line().Block($"namespace {space}", () =>
            code.Class("Metadata", Configuration + "ITypeManifestProvider", default, () =>
                code.Block($"public void Configure({Configuration}TypeManifestBuilder manifest)", () =>
                {
                    foreach (var entry in entries.OrderBy(static e => e.MetadataName, StringComparer.Ordinal))
                    {
                        foreach (var statement in entry.Statements) code.Line(statement);
                    }
                })));
        return code.ToString();
    }

    /// <summary>The alias that is registered last is the one that is written: that is the first in source.</summary>
    private static IEnumerable<string> Names(TypeModel type, EquatableArray<string> aliases) => aliases.Count == 0
        ? [$"manifest.AddType(typeof({type.OpenName}), null);"]
        : aliases.Reverse().Select(alias => $"manifest.AddType(typeof({type.OpenName}), {CodeWriter.Literal(alias)});");

    private static string SafeName(string assemblyName)
    {
        var safe = new string([.. assemblyName.Select(static c => char.IsLetterOrDigit(c) ? c : '_')]);
        return char.IsDigit(safe[0]) ? "_" + safe : safe;
    }
}
