using System.Globalization;
using System.Reflection;
using System.Reflection.Metadata;

namespace OrleansAgents.Runtime.Tests.ApiContract;

/// <summary>
/// Writes a type's public and protected members. The key of a member is what overload resolution needs to find it, its value
/// is everything else that a caller can depend on: names of parameters and defaults included.
/// </summary>
internal static class MemberText
{
    private const string InitModifier = " modreq(System.Runtime.CompilerServices.IsExternalInit)";

    public static IReadOnlyDictionary<string, string> Of(MetadataReader reader, TypeDefinition type, string typeName)
    {
        var members = new Dictionary<string, string>();
        var accessors = new HashSet<MethodDefinitionHandle>();
        foreach (var handle in type.GetProperties()) AddProperty(reader, reader.GetPropertyDefinition(handle), typeName, members, accessors);
        foreach (var handle in type.GetEvents()) AddEvent(reader, reader.GetEventDefinition(handle), typeName, members, accessors);
        foreach (var handle in type.GetFields()) AddField(reader, reader.GetFieldDefinition(handle), typeName, members);
        foreach (var handle in type.GetMethods())
        {
            if (!accessors.Contains(handle)) AddMethod(reader, reader.GetMethodDefinition(handle), typeName, members);
        }

        return members;
    }

    private static void AddProperty(MetadataReader reader, PropertyDefinition property, string typeName, Dictionary<string, string> members, HashSet<MethodDefinitionHandle> accessors)
    {
        var pair = property.GetAccessors();
        accessors.UnionWith([pair.Getter, pair.Setter]);
        var getter = pair.Getter.IsNil ? null : Access(reader.GetMethodDefinition(pair.Getter));
        var setter = pair.Setter.IsNil ? null : Access(reader.GetMethodDefinition(pair.Setter));
        var either = reader.GetMethodDefinition(pair.Getter.IsNil ? pair.Setter : pair.Getter);
        if ((getter is null && setter is null) || IsOverride(either)) return;
        var signature = property.DecodeSignature(SignatureText.Instance, default);
        var index = signature.ParameterTypes.Length == 0 ? "" : $"[{string.Join(", ", signature.ParameterTypes)}]";
        var required = DeclarationText.HasAttribute(reader, property.GetCustomAttributes(), "RequiredMemberAttribute") ? "required " : "";
        var set = setter is not null && reader.GetMethodDefinition(pair.Setter).DecodeSignature(SignatureText.Instance, default).ReturnType.EndsWith(InitModifier, StringComparison.Ordinal) ? "init" : "set";
        members[$"{typeName}.{reader.GetString(property.Name)}{index}"] =
            $"{required}{Modifiers(either)}{signature.ReturnType} {{ {(getter is null ? "" : $"{getter} get; ")}{(setter is null ? "" : $"{setter} {set}; ")}}}";
    }

    private static void AddEvent(MetadataReader reader, EventDefinition definition, string typeName, Dictionary<string, string> members, HashSet<MethodDefinitionHandle> accessors)
    {
        var pair = definition.GetAccessors();
        accessors.UnionWith([pair.Adder, pair.Remover]);
        var adder = reader.GetMethodDefinition(pair.Adder);
        if (Access(adder) is { } access && !IsOverride(adder))
            members[$"{typeName}.{reader.GetString(definition.Name)}"] = $"{access} {Modifiers(adder)}event {SignatureText.Instance.NameOf(reader, definition.Type)}";
    }

    private static void AddField(MetadataReader reader, FieldDefinition field, string typeName, Dictionary<string, string> members)
    {
        var access = (field.Attributes & FieldAttributes.FieldAccessMask) switch
        {
            FieldAttributes.Public => "public",
            FieldAttributes.Family or FieldAttributes.FamORAssem => "protected",
            _ => null,
        };
        if (access is null || (field.Attributes & FieldAttributes.SpecialName) != 0) return;
        var type = field.DecodeSignature(SignatureText.Instance, default);
        var text = (field.Attributes & FieldAttributes.Literal) != 0 ? $"{access} const {type} = {Constant(reader, field.GetDefaultValue())}"
            : $"{access} {((field.Attributes & FieldAttributes.Static) != 0 ? "static " : "")}{((field.Attributes & FieldAttributes.InitOnly) != 0 ? "readonly " : "")}{type}";
        members[$"{typeName}.{reader.GetString(field.Name)}"] = text;
    }

    private static void AddMethod(MetadataReader reader, MethodDefinition method, string typeName, Dictionary<string, string> members)
    {
        if (Access(method) is not { } access || IsOverride(method)) return;
        var name = reader.GetString(method.Name);
        if (name is ".cctor" or "<Clone>$") return;
        var signature = method.DecodeSignature(SignatureText.Instance, default);
        var parameters = method.GetParameters().Select(reader.GetParameter).Where(parameter => parameter.SequenceNumber > 0).ToDictionary(parameter => parameter.SequenceNumber - 1);
        var arity = signature.GenericParameterCount == 0 ? "" : $"`{signature.GenericParameterCount}";
        var result = name == ".ctor" ? "" : signature.ReturnType + " ";
        members[$"{typeName}.{(name == ".ctor" ? "new" : name)}{arity}({string.Join(", ", signature.ParameterTypes)})"] =
            $"{access} {Modifiers(method)}{result}{DeclarationText.TypeParameters(reader, method.GetGenericParameters(), 'M')}"
            + $"({string.Join(", ", signature.ParameterTypes.Select((type, i) => Parameter(reader, parameters.GetValueOrDefault(i), type)))})";
    }

    private static string Parameter(MetadataReader reader, Parameter parameter, string type)
    {
        var prefix = type.StartsWith("ref ", StringComparison.Ordinal) && (parameter.Attributes & ParameterAttributes.Out) != 0 ? "out " : "";
        if (DeclarationText.HasAttribute(reader, parameter.GetCustomAttributes(), "ParamArrayAttribute")) prefix = "params ";
        if (DeclarationText.HasAttribute(reader, parameter.GetCustomAttributes(), "IsReadOnlyAttribute")) prefix = "in ";
        var optional = (parameter.Attributes & ParameterAttributes.Optional) != 0 ? $" = {Constant(reader, parameter.GetDefaultValue())}" : "";
        return $"{prefix}{type} {reader.GetString(parameter.Name)}{optional}";
    }

    private static string Constant(MetadataReader reader, ConstantHandle handle)
    {
        if (handle.IsNil) return "default";
        var constant = reader.GetConstant(handle);
        var value = reader.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode);
        return value is string text ? $"\"{text}\"" : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null";
    }

    /// <summary>Null for what no one outside the assembly can use.</summary>
    private static string? Access(MethodDefinition method) => (method.Attributes & MethodAttributes.MemberAccessMask) switch
    {
        MethodAttributes.Public => "public",
        MethodAttributes.Family or MethodAttributes.FamORAssem => "protected",
        _ => null,
    };

    private static bool IsOverride(MethodDefinition method) =>
        (method.Attributes & MethodAttributes.Virtual) != 0 && (method.Attributes & MethodAttributes.NewSlot) == 0 && (method.Attributes & MethodAttributes.Static) == 0;

    /// <summary>A sealed virtual method implements an interface; to callers it is an ordinary one.</summary>
    private static string Modifiers(MethodDefinition method)
    {
        var attributes = method.Attributes;
        if ((attributes & MethodAttributes.Static) != 0) return (attributes & MethodAttributes.Abstract) != 0 ? "static abstract " : "static ";
        if ((attributes & MethodAttributes.Abstract) != 0) return "abstract ";
        return (attributes & MethodAttributes.Virtual) != 0 && (attributes & MethodAttributes.Final) == 0 ? "virtual " : "";
    }
}
