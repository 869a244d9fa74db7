using System.Linq;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Emission;

/// <summary>Writes the class that callers hold: it implements the interface by sending requests.</summary>
internal static class ReferenceEmitter
{
    public static string ClassName(TypeModel type) => "Reference_" + type.SafeName;

    /// <summary>The file of an interface: its reference and the requests that are not some base interface's.</summary>
    public static string File(GrainInterfaceModel model)
    {
        var code = new CodeWriter();
        code.Block($"namespace {model.Type.GeneratedNamespace}", () =>
        {
            Write(code, model);
            foreach (var method in model.Methods)
            {
                if (method.Request.IsEmittedHere) RequestEmitter.Write(code.Line(), method);
            }
        });
        return code.ToString();
    }

    private static void Write(CodeWriter code, GrainInterfaceModel model)
    {
        var name = ClassName(model.Type);
        code.Class(name, $"global::Orleans.Runtime.GrainReference, {model.Type.CSharpName}", model.Type.TypeParameters, () =>
        {
            code.Line($"public {name}(global::Orleans.Runtime.GrainReferenceShared shared, global::Orleans.Runtime.IdSpan key) : base(shared, key) {{ }}");
            code.Line();
            code.Block("public static global::Orleans.Runtime.MethodDescriptor[] Methods { get; } = new global::Orleans.Runtime.MethodDescriptor[]", () =>
            {
                foreach (var method in model.Methods.Where(static m => m.IsInTable)) code.Line(Descriptor(method) + ",");
            }, "};");
            foreach (var method in model.Methods) WriteMethod(code.Line(), method);
        });
    }

    /// <summary>A generic method has a descriptor for each set of type arguments in its request class; the table holds one for the definition.</summary>
    private static string Descriptor(MethodModel method) => method.IsGeneric ? RequestEmitter.DefinitionDescriptor(method) : method.Request.Closed + ".Method";

    private static void WriteMethod(CodeWriter code, MethodModel method)
    {
        var typeArguments = method.IsGeneric ? "<" + string.Join(", ", method.TypeParameters.Select(static p => p.Name)) + ">" : "";
        var parameters = string.Join(", ", method.Parameters.Select(static (p, i) => $"{p.Value.Type} p{i}"));
        code.Block($"{method.ReturnType} {method.DeclaringInterface}.{method.Name}{typeArguments}({parameters})", () =>
        {
            code.Line($"var request = {method.Request.Closed}.Rent();");
            var token = "";
            for (var i = 0; i < method.Parameters.Count; i++)
            {
                if (method.Parameters[i].IsCancellationToken) token = $", p{i}";
                else code.Line($"request.arg{i} = p{i};");
            }

            code.Line($"{(method.ReturnKind == ReturnKind.Void ? "" : "return ")}Send(request{token});");
        });
    }
}
