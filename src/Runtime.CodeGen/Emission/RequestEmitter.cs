using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Emission;

/// <summary>
/// Writes the request class of a method. A request is rented, filled, and returned to its pool when the call has ended, on the
/// caller's side and on the callee's; so it lets go of its arguments when it returns.
/// </summary>
internal static class RequestEmitter
{
    private const string Runtime = "global::Orleans.Runtime.";

    public static void Write(CodeWriter code, MethodModel method)
    {
        var request = method.Request;
        code.Class(request.ClassName, Runtime + BaseClass(method), request.TypeParameters, () =>
        {
            var self = request.ClassName + (request.TypeArguments.Count > 0 ? "<" + string.Join(", ", request.TypeArguments) + ">" : "");
            code.Line($"internal static readonly {Runtime}MethodDescriptor Method = {ClosedDescriptor(method)};");
            code.Line($"[global::System.ThreadStatic] private static {Runtime}RequestStack t_free;");
            code.Line($"private static readonly {Runtime}RequestDepot s_depot = new {Runtime}RequestDepot();");
            var fields = Fields(method);
            foreach (var (index, value) in fields) code.Line($"public {value.Type} arg{index};");
            code.Line();
            code.Line($"internal static {self} Rent() => ({self}){Runtime}RequestStack.Pop(ref t_free, s_depot) ?? new {self}();");
            code.Line($"protected override void ReturnToPool() => {Runtime}RequestStack.Push(ref t_free, s_depot, this);");
            code.Line($"public override {Runtime}MethodDescriptor Descriptor => Method;");
            WriteArgumentAccess(code, method);
            WriteSerialization(code, fields);
            WriteCopy(code, fields);
            WriteClear(code, fields);
            WriteInvoke(code, method);
        });
    }

    /// <summary>The descriptor of a generic method's definition: its type arguments come with each call, and no type can be named that depends on them.</summary>
    public static string DefinitionDescriptor(MethodModel method) =>
        Descriptor(method, ParameterTypes(method, static p => p.IsOfMethodTypeParameter ? "object" : p.Value.Type), "null", $", genericArity: {method.TypeParameters.Count}, openRequestType: typeof({method.Request.Open})");

    private static string ClosedDescriptor(MethodModel method)
    {
        var types = ParameterTypes(method, static p => p.Value.Type);
        var generic = method.IsGeneric ? $", genericArity: {method.TypeParameters.Count}, openRequestType: typeof({method.Request.Open})" : "";
        return Descriptor(method, types, "static () => Rent()", generic);
    }

    private static string Descriptor(MethodModel method, string parameterTypes, string rent, string generic)
    {
        var id = "0x" + method.Id.ToString("X8", CultureInfo.InvariantCulture) + "u";
        var options = method.Options == 0
            ? "global::Orleans.CodeGeneration.InvokeMethodOptions.None"
            : $"(global::Orleans.CodeGeneration.InvokeMethodOptions){method.Options}";
        var timeout = method.ResponseTimeoutTicks is { } ticks
            ? $", responseTimeout: new global::System.TimeSpan({ticks.ToString(CultureInfo.InvariantCulture)}L)"
            : "";
        var token = method.Parameters.Any(static p => p.IsCancellationToken) ? ", hasCancellationToken: true" : "";
        var shareable = method.ResultIsShareable ? ", resultIsShareable: true" : "";
        var name = CodeWriter.Literal(method.Name.TrimStart('@'));
        return $"new {Runtime}MethodDescriptor(typeof({method.CalledInterface}), {name}, {id}, {options}, {parameterTypes}, {rent}{timeout}{generic}{token}{shareable})";
    }

    private static string ParameterTypes(MethodModel method, System.Func<ParameterModel, string> type) => method.Parameters.Count == 0
        ? "global::System.Type.EmptyTypes"
        : "new global::System.Type[] { " + string.Join(", ", method.Parameters.Select(p => $"typeof({type(p)})")) + " }";

    private static string BaseClass(MethodModel method) => method.ReturnKind switch
    {
        ReturnKind.Void => "VoidRequest",
        ReturnKind.Task => "TaskRequest",
        ReturnKind.TaskOfResult => $"TaskRequest<{method.ResultType}>",
        ReturnKind.ValueTask => "Request",
        ReturnKind.ValueTaskOfResult => $"Request<{method.ResultType}>",
        _ => $"AsyncEnumerableRequest<{method.ResultType}>",
    };

    private static List<(int Index, ValueModel Value)> Fields(MethodModel method) =>
        [.. method.Parameters.Select(static (p, i) => (Index: i, Parameter: p)).Where(static p => !p.Parameter.IsCancellationToken).Select(static p => (p.Index, p.Parameter.Value))];

    private static void WriteArgumentAccess(CodeWriter code, MethodModel method)
    {
        if (method.Parameters.Count == 0) return;
        code.Line($"public override int GetArgumentCount() => {method.Parameters.Count};");
        code.Block("public override object GetArgument(int index) => index switch", () =>
        {
            for (var i = 0; i < method.Parameters.Count; i++)
                code.Line($"{i} => {(method.Parameters[i].IsCancellationToken ? "GetCancellationToken()" : $"arg{i}")},");
            code.Line("_ => base.GetArgument(index),");
        }, "};");
        code.Block("public override void SetArgument(int index, object value)", () => code.Block("switch (index)", () =>
        {
            for (var i = 0; i < method.Parameters.Count; i++)
            {
                // The token belongs to the call, which watches it; putting the same one back is allowed, for filters that rewrite all arguments.
                code.Line(method.Parameters[i].IsCancellationToken
                    ? $"case {i}: if (!GetCancellationToken().Equals(value)) throw new global::System.NotSupportedException(\"The cancellation token of a call cannot be replaced.\"); break;"
                    : $"case {i}: arg{i} = ({method.Parameters[i].Value.Type})value; break;");
            }

            code.Line("default: base.SetArgument(index, value); break;");
        }));
    }

    private static void WriteSerialization(CodeWriter code, List<(int Index, ValueModel Value)> fields)
    {
        if (fields.Count == 0) return;
        code.Block("public override void WriteArguments(global::Orleans.Serialization.Buffers.Writer writer)", () =>
        {
            foreach (var (index, value) in fields)
                code.Line(ValueCode.Write(value, ValueCode.CodecIn("writer.Catalog", value), (uint)index, $"arg{index}"));
        });
        code.Block("public override void ReadArguments(global::Orleans.Serialization.Buffers.Reader reader)", () =>
            code.Block("while (reader.TryReadField(out var f))", () => code.Block("switch (f.Id)", () =>
            {
                foreach (var (index, value) in fields)
                    code.Line($"case {index}: arg{index} = {ValueCode.Read(value, ValueCode.CodecIn("reader.Catalog", value))}; break;");
                code.Line("default: reader.Skip(f); break;");
            })));
    }

    private static void WriteCopy(CodeWriter code, List<(int Index, ValueModel Value)> fields)
    {
        var copied = fields.Where(static f => f.Value.NeedsCopy).ToList();
        if (copied.Count == 0) return;
        code.Block("public override void CopyArguments(global::Orleans.Serialization.CopyContext context)", () =>
        {
            foreach (var (index, value) in copied)
                code.Line($"arg{index} = {ValueCode.Copy(value, ValueCode.CodecIn("context.Catalog", value), $"arg{index}")};");
        });
    }

    private static void WriteClear(CodeWriter code, List<(int Index, ValueModel Value)> fields)
    {
        var held = fields.Where(static f => f.Value.HoldsReferences).ToList();
        if (held.Count == 0) return;
        code.Block("protected override void ClearArguments()", () =>
        {
            foreach (var (index, _) in held) code.Line($"arg{index} = default;");
        });
    }

    private static void WriteInvoke(CodeWriter code, MethodModel method)
    {
        var typeArguments = method.IsGeneric ? "<" + string.Join(", ", method.TypeParameters.Select(static p => p.Name)) + ">" : "";
        var arguments = string.Join(", ", method.Parameters.Select(static (p, i) => p.IsCancellationToken ? "CancellationToken" : $"arg{i}"));
        code.Line($"protected override {method.ReturnType} InvokeInner(object target) => (({method.DeclaringInterface})target).{method.Name}{typeArguments}({arguments});");
    }
}
