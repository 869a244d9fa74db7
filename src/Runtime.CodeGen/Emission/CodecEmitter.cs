using System;
using System.Collections.Generic;
using System.Linq;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Emission;

/// <summary>
/// Writes the codec of a class or struct. Members of a base class come first, then those of the primary constructor, then those
/// with ids, each part with its own number space and ended by a mark, so that parts can grow without knowing of each other.
/// </summary>
internal static class CodecEmitter
{
    private const string Serialization = "global::Orleans.Serialization.";
    private const string Buffers = "global::Orleans.Serialization.Buffers.";

    public static string ClassName(TypeModel type) => "Codec_" + type.SafeName;

    public static string File(SerializableTypeModel model)
    {
        var code = new CodeWriter();
        code.Block($"namespace {model.Type.GeneratedNamespace}", () => Write(code, model));
        return code.ToString();
    }

    private static void Write(CodeWriter code, SerializableTypeModel model)
    {
        var isClass = model.Kind == SerializableKind.Class;
        var type = model.Type.CSharpName;
        var members = new CodecMembers(model);
        var baseClass = $"{Serialization}{(isClass ? "ObjectCodec" : "StructCodec")}<{type}>";
        code.Class(ClassName(model.Type), baseClass, model.Type.TypeParameters, () =>
        {
            code.Line($"public {ClassName(model.Type)}({Serialization}CodecCatalog catalog) : base(catalog) {{ }}");
            WriteCodecs(code, model, members);
            if (isClass) CreationCode.Write(code, model);
            if (isClass && !model.TracksReferences) code.Line("protected override bool TracksReferences => false;");
            SharingCode.Write(code, model.Sharing);

            var value = isClass ? $"{type} value" : $"ref {type} value";
            WriteWrite(code.Line(), model, members, value);
            WriteRead(code.Line(), model, members, value);
            WriteCopy(code.Line(), model, members, isClass);
            members.WriteAccessors(code);
        });
    }

    /// <summary>Codecs of members are found when first needed: two types may contain each other.</summary>
    private static void WriteCodecs(CodeWriter code, SerializableTypeModel model, CodecMembers members)
    {
        if (model.BaseType is { } baseType)
        {
            code.Line($"private {Serialization}ObjectCodec<{baseType}> _base;");
            code.Line($"private {Serialization}ObjectCodec<{baseType}> Base => _base ??= Catalog.GetObject<{baseType}>();");
        }

        var index = 0;
        foreach (var type in members.CodecTypes)
        {
            code.Line($"private {Serialization}Codec<{type}> _codec{index};");
            code.Line($"private {Serialization}Codec<{type}> Codec{index} => _codec{index} ??= Catalog.Get<{type}>();");
            index++;
        }
    }

    private static void WriteWrite(CodeWriter code, SerializableTypeModel model, CodecMembers members, string value) =>
        code.Block($"public override void WriteMembers({Buffers}Writer writer, {value})", () =>
        {
            if (model.BaseType is not null) code.Line("Base.WriteMembers(writer, value);").Line("writer.WriteEndBase();");
            foreach (var member in model.PositionalMembers) WriteMember(member);
            if (model.PositionalMembers.Count > 0 && model.Members.Count > 0) code.Line("writer.WriteEndBase();");
            foreach (var member in model.Members) WriteMember(member);
            void WriteMember(MemberModel member) => code.Line(ValueCode.Write(member.Value, members.Codec(member), member.Id, members.Get(member, "value")));
        });

    private static void WriteRead(CodeWriter code, SerializableTypeModel model, CodecMembers members, string value) =>
        code.Block($"public override void ReadMembers({Buffers}Reader reader, {value})", () =>
        {
            if (model.BaseType is not null) code.Line("Base.ReadMembers(reader, value);");
            if (model.PositionalMembers.Count > 0) WriteLoop(model.PositionalMembers);
            if (model.PositionalMembers.Count == 0 || model.Members.Count > 0) WriteLoop(model.Members);
            void WriteLoop(IEnumerable<MemberModel> part) => code.Block("while (reader.TryReadField(out var f))", () => code.Block("switch (f.Id)", () =>
            {
                foreach (var member in part)
                    code.Line($"case {member.Id}: {members.Set(member, "value", ValueCode.Read(member.Value, members.Codec(member)))} break;");
                code.Line("default: reader.Skip(f); break;");
            }));
        });

    private static void WriteCopy(CodeWriter code, SerializableTypeModel model, CodecMembers members, bool isClass)
    {
        var all = model.PositionalMembers.Concat(model.Members);
        if (!isClass)
        {
            code.Block($"public override void CopyMembers(ref {model.Type.CSharpName} value, {Serialization}CopyContext context)", () =>
                Each(all.Where(static m => m.Value.NeedsCopy), m => members.Set(m, "value", ValueCode.Copy(m.Value, members.Codec(m), members.Get(m, "value")))));
            return;
        }

        code.Block($"public override void CopyMembers({model.Type.CSharpName} from, {model.Type.CSharpName} to, {Serialization}CopyContext context)", () =>
        {
            if (model.BaseType is not null) code.Line("Base.CopyMembers(from, to, context);");
            Each(all, m => members.Set(m, "to", ValueCode.Copy(m.Value, members.Codec(m), members.Get(m, "from"))));
        });

        void Each(IEnumerable<MemberModel> part, Func<MemberModel, string> statement)
        {
            foreach (var member in part) code.Line(statement(member));
        }
    }
}
