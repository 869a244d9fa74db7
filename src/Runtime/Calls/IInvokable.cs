using System.Reflection;

namespace Orleans.Serialization.Invocation;

/// <summary>A call as an object: the method and its arguments.</summary>
public interface IInvokable : IDisposable
{
    bool IsCancellable { get; }

    object? GetTarget();

    void SetTarget(ITargetHolder holder);

    ValueTask<Response> Invoke();

    int GetArgumentCount();

    object? GetArgument(int index);

    void SetArgument(int index, object value);

    string GetMethodName();

    string GetInterfaceName();

    string GetActivityName();

    MethodInfo GetMethod();

    Type GetInterfaceType();

    TimeSpan? GetDefaultResponseTimeout();

    CancellationToken GetCancellationToken();

    bool TryCancel();
}

/// <summary>Finds the object that a call runs on.</summary>
public interface ITargetHolder
{
    object? GetTarget();

    object? GetComponent(Type componentType);
}

public static class TargetHolderExtensions
{
    public static TTarget? GetTarget<TTarget>(this ITargetHolder targetHolder)
        where TTarget : class => (TTarget?)targetHolder.GetTarget();

    public static TComponent? GetComponent<TComponent>(this ITargetHolder targetHolder)
        where TComponent : class => targetHolder.GetComponent(typeof(TComponent)) as TComponent;
}
