using System.Reflection;
using Orleans.Concurrency;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>Binds the predicate that <see cref="MayInterleaveAttribute"/> names: static, or on the grain; with an <see cref="IInvokable"/> parameter, returning a Boolean.</summary>
internal static class MayInterleavePredicate
{
    public static Func<object?, IInvokable, bool>? Of(Type grainClass)
    {
        if (grainClass.GetCustomAttribute<MayInterleaveAttribute>(inherit: true) is null) return null;
        var name = (string)grainClass.GetCustomAttributesData().Concat(grainClass.BaseType?.GetCustomAttributesData() ?? [])
            .First(a => a.AttributeType == typeof(MayInterleaveAttribute)).ConstructorArguments[0].Value!;
        var method = grainClass.GetMethod(name, BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy);
        if (method is null || method.ReturnType != typeof(bool) || method.GetParameters() is not [{ ParameterType: var parameter }] || !parameter.IsAssignableFrom(typeof(IInvokable)))
        {
            throw new OrleansConfigurationException($"[MayInterleave(\"{name}\")] on {grainClass} names no method that takes an IInvokable and returns a bool. Add one, or correct the name.");
        }

        if (method.IsStatic)
        {
            var predicate = method.CreateDelegate<Func<IInvokable, bool>>();
            return (_, request) => predicate(request);
        }

        return (grain, request) => grain is not null && (bool)method.Invoke(grain, [request])!;
    }
}
