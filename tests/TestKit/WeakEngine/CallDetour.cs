using System.Reflection;
using System.Runtime.ExceptionServices;

namespace OrleansAgents.TestKit;

/// <summary>Makes a call that was meant for one cluster in another.</summary>
internal static class CallDetour
{
    private static readonly AsyncLocal<bool> OnTheWay = new();

    /// <summary>True while a detour starts its call: the filters of the other cluster let it pass.</summary>
    public static bool IsOnTheWay => OnTheWay.Value;

    /// <summary>Calls the same method of the same grain, with the same arguments. Returns its result; null if it has none.</summary>
    public static async Task<object?> Call(IGrainFactory grains, IOutgoingGrainCallContext call)
    {
        var method = call.InterfaceMethod;
        var reference = grains.GetGrain(call.TargetId, call.InterfaceType);
        var arguments = new object?[call.Request.GetArgumentCount()];
        for (var i = 0; i < arguments.Length; i++) arguments[i] = call.Request.GetArgument(i);
        return await ResultOf(method, Start(method, reference, arguments));
    }

    private static object? Start(MethodInfo method, object reference, object?[] arguments)
    {
        OnTheWay.Value = true;
        try
        {
            return method.Invoke(reference, arguments);
        }
        catch (TargetInvocationException failure) when (failure.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner);
            throw;
        }
        finally
        {
            OnTheWay.Value = false;
        }
    }

    private static async Task<object?> ResultOf(MethodInfo method, object? returned)
    {
        var type = method.ReturnType;
        if (returned is ValueTask valueTask) returned = valueTask.AsTask();
        else if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>)) returned = type.GetMethod(nameof(ValueTask<int>.AsTask))!.Invoke(returned, null);
        if (returned is not Task task) return null;
        await task;
        return type.IsGenericType ? typeof(Task<>).MakeGenericType(type.GetGenericArguments()).GetProperty(nameof(Task<int>.Result))!.GetValue(task) : null;
    }
}
