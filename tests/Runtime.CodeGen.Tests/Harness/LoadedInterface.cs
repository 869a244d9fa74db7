using System.Reflection;
using Orleans.Runtime;

namespace Orleans.CodeGen.Tests.Harness;

/// <summary>A grain interface of a loaded consumer with what was generated for it.</summary>
internal sealed class LoadedInterface
{
    private LoadedInterface(Type reference) =>
        All = (MethodDescriptor[])reference.GetProperty("Methods", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;

    /// <summary>The table.</summary>
    public IReadOnlyList<MethodDescriptor> All { get; }

    /// <summary>The table by name, for interfaces without overloads.</summary>
    public IReadOnlyDictionary<string, MethodDescriptor> Methods => All.ToDictionary(static m => m.Name);

    public static LoadedInterface Of(string source, string name, params Type[] typeArguments) => In(Consumer.Of(source).Generate().Load(), name, typeArguments);

    public static LoadedInterface In(Assembly assembly, string name, params Type[] typeArguments)
    {
        var type = assembly.GetType(name, throwOnError: true)!;
        var reference = assembly.GetTypes().Single(t =>
            typeof(GrainReference).IsAssignableFrom(t)
            && t.GetInterfaces().Any(i => i.Name == type.Name)
            && t.GetGenericArguments().Length == type.GetGenericArguments().Length
            && t.Name.StartsWith("Reference_" + type.Name.Split('`')[0], StringComparison.Ordinal));
        return new LoadedInterface(typeArguments.Length > 0 ? reference.MakeGenericType(typeArguments) : reference);
    }

    /// <summary>An idle request of a method.</summary>
    public static RequestBase Rent(Assembly assembly, string method)
    {
        var type = assembly.GetTypes().Single(t => typeof(RequestBase).IsAssignableFrom(t) && t.Name.Contains($"_{method}_", StringComparison.Ordinal));
        return (RequestBase)type.GetMethod("Rent", BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(null, null)!;
    }
}
