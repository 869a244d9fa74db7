using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace OrleansAgents.Runtime.Tests.ApiContract;

/// <summary>A public type: how it is declared and its public and protected members, each by its symbol.</summary>
internal sealed record ApiType(string Name, string Declaration, IReadOnlySet<string> Bases, IReadOnlyDictionary<string, string> Members);

/// <summary>
/// What code outside an assembly can see of it, read from metadata. Overrides are left out: a caller reaches them through
/// what they override. So are the types that Orleans' own source generator emits.
/// </summary>
internal sealed class ApiSurface(IReadOnlyDictionary<string, ApiType> types)
{
    private const string GeneratedNamespace = "OrleansCodeGen";

    public IReadOnlyDictionary<string, ApiType> Types => types;

    public static ApiSurface Read(params string[] paths)
    {
        var types = new Dictionary<string, ApiType>();
        foreach (var path in paths)
        {
            using var file = new PEReader(File.OpenRead(path));
            var reader = file.GetMetadataReader();
            foreach (var handle in reader.TypeDefinitions)
            {
                var type = reader.GetTypeDefinition(handle);
                if (!IsVisible(reader, type)) continue;
                var name = SignatureText.Instance.NameOf(reader, handle);
                if (!name.StartsWith(GeneratedNamespace, StringComparison.Ordinal)) types.Add(name, ReadType(reader, name, type));
            }
        }

        return new ApiSurface(types);
    }

    private static bool IsVisible(MetadataReader reader, TypeDefinition type) => (type.Attributes & TypeAttributes.VisibilityMask) switch
    {
        TypeAttributes.Public => true,
        TypeAttributes.NestedPublic or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem =>
            IsVisible(reader, reader.GetTypeDefinition(type.GetDeclaringType())),
        _ => false,
    };

    private static ApiType ReadType(MetadataReader reader, string name, TypeDefinition type)
    {
        var bases = new HashSet<string>();
        var baseName = type.BaseType.IsNil ? "" : SignatureText.Instance.NameOf(reader, type.BaseType);
        if (baseName is not ("" or "System.Object" or "System.ValueType" or "System.Enum" or "System.MulticastDelegate")) bases.Add(baseName);
        foreach (var handle in type.GetInterfaceImplementations())
        {
            var implemented = reader.GetInterfaceImplementation(handle).Interface;
            if (implemented.Kind != HandleKind.TypeDefinition || IsVisible(reader, reader.GetTypeDefinition((TypeDefinitionHandle)implemented)))
                bases.Add(SignatureText.Instance.NameOf(reader, implemented));
        }

        return new ApiType(name, DeclarationText.Of(reader, type, baseName), bases, MemberText.Of(reader, type, name));
    }
}
