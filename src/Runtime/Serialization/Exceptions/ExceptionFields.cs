using System.Collections;
using System.Runtime.CompilerServices;

namespace Orleans.Serialization.Exceptions;

/// <summary>
/// The private state of the base library's exceptions, by field. They have no setters, and their constructors would compose the
/// message a second time; the names are those of .NET 10 and a test fails when one is gone.
/// </summary>
internal static class ExceptionFields
{
    /// <summary>The code by which the runtime's own unwinding knows a managed exception; the constructor sets it.</summary>
    public const int ManagedExceptionCode = unchecked((int)0xE0434352);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_message")]
    public static extern ref string? Message(Exception exception);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_innerException")]
    public static extern ref Exception? Inner(Exception exception);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_data")]
    public static extern ref IDictionary? Data(Exception exception);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_xcode")]
    public static extern ref int Code(Exception exception);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_innerExceptions")]
    public static extern ref Exception[]? Inners(AggregateException exception);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_paramName")]
    public static extern ref string? ParamName(ArgumentException exception);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_actualValue")]
    public static extern ref object? ActualValue(ArgumentOutOfRangeException exception);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_objectName")]
    public static extern ref string? ObjectName(ObjectDisposedException exception);
}
