namespace Orleans;

/// <summary>Names a referenced assembly with grains or serializable types, so that a host finds all of them from its entry assembly.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class ApplicationPartAttribute(string assemblyName) : Attribute
{
    public string AssemblyName { get; } = assemblyName;
}

/// <summary>Generates code here for the assembly that declares the given type, which was built without the source generator.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class GenerateCodeForDeclaringAssemblyAttribute(Type type) : Attribute
{
    public Type Type { get; } = type;
}
