using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Orleans.Serialization.Invocation;

/// <summary>How a call ended: with nothing, a result or an exception.</summary>
public abstract class Response : IDisposable
{
    /// <summary>The response of a call without a result.</summary>
    public static Response Completed { get; } = new CompletedResponse();

    public abstract object? Result { get; set; }

    public abstract Exception? Exception { get; set; }

    public static Response FromException(Exception exception) => new ExceptionResponse(exception);

    public static Response FromResult<TResult>(TResult value) => new Response<TResult> { TypedResult = value };

    /// <summary>The result, or throws the exception that the call threw.</summary>
    public abstract T GetResult<T>();

    /// <summary>The result's declared type if the response holds a result.</summary>
    public virtual Type? GetSimpleResultType() => null;

    public abstract void Dispose();

    public override string ToString() => Exception is { } exception ? exception.ToString() : Result?.ToString() ?? "[null]";

    private sealed class CompletedResponse : Response
    {
        public override object? Result
        {
            get => null;
            set => throw new InvalidOperationException("The shared response of a call without a result can not be given one; use Response.FromResult.");
        }

        public override Exception? Exception
        {
            get => null;
            set => throw new InvalidOperationException("The shared response of a call without a result can not be given an exception; use Response.FromException.");
        }

        public override T GetResult<T>() => default!;

        public override void Dispose()
        {
        }

        public override string ToString() => "[Completed]";
    }

    private sealed class ExceptionResponse(Exception exception) : Response
    {
        public override object? Result
        {
            get => Throw<object>();
            set => throw new InvalidOperationException("A failed call's response can not be given a result; replace it with Response.FromResult.");
        }

        public override Exception? Exception { get; set; } = exception;

        public override T GetResult<T>() => Throw<T>();

        public override void Dispose()
        {
        }

        private T Throw<T>()
        {
            ExceptionDispatchInfo.Throw(Exception!);
            throw new UnreachableException();
        }
    }
}

/// <summary>A response with a result.</summary>
public sealed class Response<TResult> : Response
{
    public TResult? TypedResult { get; set; }

    public override object? Result
    {
        get => TypedResult;
        set => TypedResult = (TResult?)value;
    }

    public override Exception? Exception
    {
        get => null;
        set => throw new InvalidOperationException("A successful call's response can not be given an exception; replace it with Response.FromException.");
    }

    public override T GetResult<T>() => typeof(T) == typeof(TResult) || TypedResult is T or null
        ? (T)(object?)TypedResult!
        : throw new InvalidCastException($"The response holds a {typeof(TResult)}, not a {typeof(T)}.");

    public override Type GetSimpleResultType() => typeof(TResult);

    public override void Dispose() => TypedResult = default;
}
