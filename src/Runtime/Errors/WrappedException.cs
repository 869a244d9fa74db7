using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using System.Runtime.Serialization;

namespace Orleans.Runtime;

/// <summary>Stands for an exception that can not travel: its type's name and its text instead of the exception itself.</summary>
[GenerateSerializer]
public class WrappedException : OrleansException
{
    public WrappedException(string message)
        : base(message)
    {
    }

    [Obsolete("Formatter-based serialization is obsolete.", DiagnosticId = "SYSLIB0051")]
    protected WrappedException(SerializationInfo info, StreamingContext context)
        : base(info, context) => OriginalExceptionType = info.GetString(nameof(OriginalExceptionType));

    [Id(0)]
    public string? OriginalExceptionType { get; set; }

    /// <summary>Throws a wrapped exception as it is, any other one wrapped and with its stack trace.</summary>
    [DoesNotReturn]
    public static void CreateAndRethrow(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (exception is not WrappedException)
        {
            var wrapped = new WrappedException(exception.ToString()) { OriginalExceptionType = exception.GetType().FullName };
            if (exception.StackTrace is { } stack) ExceptionDispatchInfo.SetRemoteStackTrace(wrapped, stack);
            exception = wrapped;
        }

        ExceptionDispatchInfo.Throw(exception);
    }

    [Obsolete("Formatter-based serialization is obsolete.", DiagnosticId = "SYSLIB0051")]
    public override void GetObjectData(SerializationInfo info, StreamingContext context)
    {
        base.GetObjectData(info, context);
        info.AddValue(nameof(OriginalExceptionType), OriginalExceptionType);
    }

    public override string ToString() => $"{nameof(WrappedException)} of {OriginalExceptionType}: {Message}";
}
