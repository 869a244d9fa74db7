using System.Collections.Generic;
using System.Linq;
using Orleans.CodeGen.Discovery;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Emission;

/// <summary>The expressions by which a codec reaches the members of its type, and the accessors and member codecs that they need.</summary>
internal sealed class CodecMembers
{
    private readonly SerializableTypeModel _model;
    private readonly List<MemberModel> _all;
    private readonly List<string> _codecTypes;
    private readonly string _by;

    public CodecMembers(SerializableTypeModel model)
    {
        _model = model;
        _all = [.. model.PositionalMembers, .. model.Members];
        _codecTypes = [.. _all.Where(static m => m.Value.Primitive is null).Select(static m => m.Value.Type).Distinct()];
        _by = model.Kind == SerializableKind.Struct ? "ref " : "";
    }

    /// <summary>Types whose codecs the members need, each once.</summary>
    public IReadOnlyList<string> CodecTypes => _codecTypes;

    public string Codec(MemberModel member) => "Codec" + _codecTypes.IndexOf(member.Value.Type);

    public string Get(MemberModel member, string instance) => member.Get switch
    {
        MemberAccess.Direct => $"{instance}.{TypeNames.Escape(member.Name)}",
        MemberAccess.Field => $"Field{Index(member)}({_by}{instance})",
        _ => $"Get{Index(member)}({_by}{instance})",
    };

    /// <summary>The statement that sets a member.</summary>
    public string Set(MemberModel member, string instance, string value) => member.Set switch
    {
        MemberAccess.Direct => $"{instance}.{TypeNames.Escape(member.Name)} = {value};",
        MemberAccess.Field => $"Field{Index(member)}({_by}{instance}) = {value};",
        _ => $"Set{Index(member)}({_by}{instance}, {value});",
    };

    /// <summary>Declares what the expressions call for members that C# would not let generated code touch.</summary>
    public void WriteAccessors(CodeWriter code)
    {
        var instance = $"{_by}{_model.Type.CSharpName} value";
        foreach (var member in _all)
        {
            var type = member.Value.Type;
            if (member.Get == MemberAccess.Field || member.Set == MemberAccess.Field)
                Write(code, "Field", member.FieldName!, $"ref {type} Field{Index(member)}({instance})");
            if (member.Get == MemberAccess.Method) Write(code, "Method", "get_" + member.Name, $"{type} Get{Index(member)}({instance})");
            if (member.Set == MemberAccess.Method) Write(code, "Method", "set_" + member.Name, $"void Set{Index(member)}({instance}, {type} member)");
        }
    }

    private static void Write(CodeWriter code, string kind, string name, string signature) => code
        .Line()
        .Line($"[global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.{kind}, Name = {CodeWriter.Literal(name)})]")
        .Line($"private static extern {signature};");

    private int Index(MemberModel member) => _all.IndexOf(member);
}
