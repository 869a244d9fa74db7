using System.Reflection;
using System.Reflection.Metadata;

namespace OrleansAgents.Runtime.Tests.ApiContract;

/// <summary>Writes how a type and its type parameters are declared.</summary>
internal static class DeclarationText
{
    public static string Of(MetadataReader reader, TypeDefinition type, string baseName)
    {
        var attributes = type.Attributes;
        string kind;
        if ((attributes & TypeAttributes.Interface) != 0) kind = "interface";
        else if (baseName == "System.Enum") kind = "enum";
        else if (baseName == "System.MulticastDelegate") kind = "delegate";
        else if (baseName == "System.ValueType") kind = HasAttribute(reader, type.GetCustomAttributes(), "IsByRefLikeAttribute") ? "ref struct" : "struct";
        else if ((attributes & TypeAttributes.Abstract) != 0) kind = (attributes & TypeAttributes.Sealed) != 0 ? "static class" : "abstract class";
        else kind = (attributes & TypeAttributes.Sealed) != 0 ? "sealed class" : "class";
        if (kind == "struct" && HasAttribute(reader, type.GetCustomAttributes(), "IsReadOnlyAttribute")) kind = "readonly struct";
        return kind + TypeParameters(reader, type.GetGenericParameters(), 'T') + Usage(reader, type);
    }

    /// <summary>Type parameters with their variance and constraints, for types and methods.</summary>
    public static string TypeParameters(MetadataReader reader, GenericParameterHandleCollection parameters, char letter) =>
        parameters.Count == 0 ? "" : $"<{string.Join(", ", parameters.Select(handle => TypeParameter(reader, reader.GetGenericParameter(handle), letter)))}>";

    public static bool HasAttribute(MetadataReader reader, CustomAttributeHandleCollection attributes, string name) =>
        attributes.Any(handle => NameOf(reader, reader.GetCustomAttribute(handle)) == name);

    private static string TypeParameter(MetadataReader reader, GenericParameter parameter, char letter)
    {
        var constraints = parameter.GetConstraints()
            .Select(handle => SignatureText.Instance.NameOf(reader, reader.GetGenericParameterConstraint(handle).Type))
            .Order(StringComparer.Ordinal)
            .ToList();
        var attributes = parameter.Attributes;
        if ((attributes & GenericParameterAttributes.ReferenceTypeConstraint) != 0) constraints.Insert(0, "class");
        if ((attributes & GenericParameterAttributes.NotNullableValueTypeConstraint) != 0) constraints.Insert(0, "struct");
        else if ((attributes & GenericParameterAttributes.DefaultConstructorConstraint) != 0) constraints.Add("new()");
        var variance = (attributes & GenericParameterAttributes.VarianceMask) switch
        {
            GenericParameterAttributes.Covariant => "out ",
            GenericParameterAttributes.Contravariant => "in ",
            _ => "",
        };
        return $"{variance}{letter}{parameter.Index}{(constraints.Count == 0 ? "" : " : " + string.Join(" & ", constraints))}";
    }

    /// <summary>For an attribute class, what it may stand on. The compiler checks it, so it is part of the contract.</summary>
    private static string Usage(MetadataReader reader, TypeDefinition type)
    {
        foreach (var handle in type.GetCustomAttributes())
        {
            var attribute = reader.GetCustomAttribute(handle);
            if (NameOf(reader, attribute) != nameof(AttributeUsageAttribute)) continue;
            var value = attribute.DecodeValue(AttributeText.Instance);
            var targets = (AttributeTargets)(int)value.FixedArguments[0].Value!;
            var named = value.NamedArguments.ToDictionary(argument => argument.Name!, argument => (bool)argument.Value!);
            return $" on ({targets}){(named.GetValueOrDefault("AllowMultiple") ? " multiple" : "")}{(named.GetValueOrDefault("Inherited", true) ? "" : " not inherited")}";
        }

        return "";
    }

    private static string NameOf(MetadataReader reader, CustomAttribute attribute)
    {
        var type = attribute.Constructor.Kind == HandleKind.MemberReference
            ? reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent
            : reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType();
        var name = SignatureText.Instance.NameOf(reader, type);
        return name[(name.LastIndexOf('.') + 1)..];
    }

    /// <summary>Decodes attribute arguments; every enum among them is an <see cref="AttributeTargets"/>.</summary>
    private sealed class AttributeText : ICustomAttributeTypeProvider<string>
    {
        public static AttributeText Instance { get; } = new();

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => SignatureText.Instance.GetPrimitiveType(typeCode);

        public string GetSystemType() => "System.Type";

        public string GetSZArrayType(string elementType) => SignatureText.Instance.GetSZArrayType(elementType);

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => SignatureText.Instance.GetTypeFromDefinition(reader, handle, rawTypeKind);

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => SignatureText.Instance.GetTypeFromReference(reader, handle, rawTypeKind);

        public string GetTypeFromSerializedName(string name) => name;

        public PrimitiveTypeCode GetUnderlyingEnumType(string type) => PrimitiveTypeCode.Int32;

        public bool IsSystemType(string type) => type == "System.Type";
    }
}
