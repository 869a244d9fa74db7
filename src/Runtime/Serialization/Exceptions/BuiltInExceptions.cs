using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Data;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text.Json;

namespace Orleans.Serialization.Exceptions;

/// <summary>The base library's exceptions that messages may name. Making one of these has no effect but the object itself.</summary>
internal static class BuiltInExceptions
{
    public static IReadOnlyList<Type> All { get; } =
    [
        typeof(AccessViolationException), typeof(AggregateException), typeof(ApplicationException), typeof(ArgumentException),
        typeof(ArgumentNullException), typeof(ArgumentOutOfRangeException), typeof(ArithmeticException), typeof(ArrayTypeMismatchException),
        typeof(BadImageFormatException), typeof(DataMisalignedException), typeof(DivideByZeroException), typeof(DllNotFoundException),
        typeof(DuplicateWaitObjectException), typeof(EntryPointNotFoundException), typeof(FormatException), typeof(IndexOutOfRangeException),
        typeof(InsufficientMemoryException), typeof(InvalidCastException), typeof(InvalidOperationException), typeof(InvalidProgramException),
        typeof(InvalidTimeZoneException), typeof(MemberAccessException), typeof(MissingFieldException), typeof(MissingMemberException),
        typeof(MissingMethodException), typeof(MethodAccessException), typeof(MulticastNotSupportedException), typeof(NotFiniteNumberException),
        typeof(NotImplementedException), typeof(NotSupportedException), typeof(NullReferenceException), typeof(ObjectDisposedException),
        typeof(OperationCanceledException), typeof(OutOfMemoryException), typeof(OverflowException), typeof(PlatformNotSupportedException),
        typeof(RankException), typeof(SystemException), typeof(TaskCanceledException), typeof(TaskSchedulerException), typeof(TimeoutException),
        typeof(TimeZoneNotFoundException), typeof(TypeInitializationException), typeof(TypeLoadException), typeof(UnauthorizedAccessException),
        typeof(UriFormatException), typeof(KeyNotFoundException), typeof(DirectoryNotFoundException), typeof(DriveNotFoundException),
        typeof(EndOfStreamException), typeof(FileLoadException), typeof(FileNotFoundException), typeof(InvalidDataException), typeof(IOException),
        typeof(PathTooLongException), typeof(HttpRequestException), typeof(HttpListenerException), typeof(WebException), typeof(SocketException),
        typeof(ProtocolViolationException), typeof(ExternalException), typeof(COMException), typeof(Win32Exception), typeof(SecurityException),
        typeof(AuthenticationException), typeof(CryptographicException), typeof(JsonException), typeof(LockRecursionException),
        typeof(SemaphoreFullException), typeof(SynchronizationLockException), typeof(AbandonedMutexException), typeof(BarrierPostPhaseException),
        typeof(WaitHandleCannotBeOpenedException), typeof(ThreadInterruptedException), typeof(ThreadStateException), typeof(DataException),
        typeof(ConstraintException), typeof(DBConcurrencyException), typeof(AmbiguousMatchException), typeof(WarningException),
        typeof(InvalidEnumArgumentException), typeof(InvalidAsynchronousStateException), typeof(ValidationException),
        typeof(UnavailableExceptionFallbackException),
    ];
}
