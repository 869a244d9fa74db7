using System.Linq;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Emission;

/// <summary>Writes the method of a codec that makes an instance.</summary>
internal static class CreationCode
{
    public static void Write(CodeWriter code, SerializableTypeModel model)
    {
        var type = model.Type.CSharpName;
        var arguments = string.Join(", ", model.ConstructorArguments.Select(static t => $"default({t})"));
        var body = model.Creation switch
        {
            Creation.Constructor => $"new {type}({arguments})",
            Creation.HiddenConstructor => $"Construct({arguments})",
            Creation.Uninitialized => $"({type})global::System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(typeof({type}))",
            _ => $"throw new global::System.NotSupportedException({CodeWriter.Literal($"{model.Type.MetadataName} is abstract; only instances of its derived types can be read.")})",
        };
        code.Line($"protected override {type} Create() => {body};");
        if (model.Creation != Creation.HiddenConstructor) return;
        var parameters = string.Join(", ", model.ConstructorArguments.Select(static (t, i) => $"{t} p{i}"));
        code.Line("[global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.Constructor)]");
        code.Line($"private static extern {type} Construct({parameters});");
    }
}
