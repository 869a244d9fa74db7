using System.Reflection;
using System.Runtime.CompilerServices;

namespace Orleans.Storage;

/// <summary>Makes the state that a grain sees before anything was stored.</summary>
/// <typeparam name="T">The type of the state.</typeparam>
internal static class StateInstance<T>
{
    private static readonly Func<T> Factory = MakeFactory();

    /// <summary>
    /// A new instance by the parameterless constructor, whatever its accessibility; without one, an instance whose members are all
    /// default; null for a string, an array, an interface or an abstract class, which cannot be made up.
    /// </summary>
    public static T Create() => Factory();

    private static Func<T> MakeFactory()
    {
        var type = typeof(T);
        if (type.IsValueType)
        {
            return static () => default!;
        }

        if (type.IsAbstract || type.IsArray || type == typeof(string) || typeof(Delegate).IsAssignableFrom(type))
        {
            return static () => default!;
        }

        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        if (type.GetConstructor(Any, Type.EmptyTypes) is { } constructor)
        {
            return constructor.IsPublic
                ? static () => Activator.CreateInstance<T>()
                : () => (T)constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, null, null);
        }

        return static () => (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
    }
}
