using System.Collections;
using System.Runtime.ExceptionServices;
using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Exceptions;

/// <summary>
/// The members of <see cref="Exception"/> and of those derived classes whose message depends on more. They come first in every
/// exception, so that a reader which does not know the type still finds the text.
/// </summary>
internal static class ExceptionParts
{
    private const int Message = 0;
    private const int HResult = 1;
    private const int StackTrace = 2;
    private const int Inner = 3;
    private const int Data = 4;
    private const int Inners = 5;
    private const int ParamName = 6;
    private const int ActualValue = 7;
    private const int ObjectName = 8;
    private const int OriginalType = 9;

    /// <summary>A stack trace that is longer, in characters, is that of endless recursion; its top says which.</summary>
    private const int StackTraceMax = 32 * 1024;

    /// <summary>
    /// Data entries beyond these are left out on both sides: an error must never be too large to be reported, and the dictionary is
    /// a list that is searched from its start.
    /// </summary>
    private const int DataMax = 64;

    /// <summary>Inner exceptions deeper than this are left out, so that the report of a deep chain does not fail by its own depth.</summary>
    private const int DepthMax = Limits.Depth / 2;

    /// <param name="writer">Where to.</param>
    /// <param name="value">The exception.</param>
    /// <param name="hasOwnMembers">Whether a derived class's codec restores all that <see cref="Exception.Message"/> is composed of.</param>
    public static void Write(Writer writer, Exception value, bool hasOwnMembers)
    {
        var restored = hasOwnMembers || value is AggregateException or ArgumentException or ObjectDisposedException;
        writer.WriteString(Message, restored ? ExceptionFields.Message(value) : value.Message);
        writer.WriteInt32(HResult, value.HResult);
        if (value.StackTrace is { } stackTrace)
        {
            writer.WriteString(StackTrace, stackTrace.Length <= StackTraceMax ? stackTrace : stackTrace[..StackTraceMax]);
        }

        if (writer.Depth <= DepthMax)
        {
            WriteInners(writer, value);
        }

        WriteData(writer, value);
        switch (value)
        {
            case ArgumentException argument:
                writer.WriteString(ParamName, argument.ParamName);
                if (argument is ArgumentOutOfRangeException { ActualValue: { } actual } && SimpleValues.IsSimple(actual))
                {
                    writer.Catalog.Get<object>().Write(writer, ActualValue, actual);
                }

                break;
            case ObjectDisposedException disposed:
                writer.WriteString(ObjectName, ExceptionFields.ObjectName(disposed));
                break;
            case UnavailableExceptionFallbackException fallback:
                writer.WriteString(OriginalType, fallback.ExceptionType);
                break;
        }
    }

    /// <summary>Reads up to the end of the object or of the base class's members.</summary>
    public static void Read(Reader reader, Exception value)
    {
        ExceptionFields.Code(value) = ExceptionFields.ManagedExceptionCode;
        var exceptions = reader.Catalog.Get<Exception>();
        List<Exception>? inners = null;
        string? stackTrace = null;
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case Message:
                    ExceptionFields.Message(value) = reader.ReadString(field);
                    break;
                case HResult:
                    value.HResult = reader.ReadInt32(field);
                    break;
                case StackTrace:
                    stackTrace = reader.ReadString(field);
                    break;
                case Inner:
                    ExceptionFields.Inner(value) = exceptions.Read(reader, field);
                    break;
                case Data:
                    ReadData(reader, field, value);
                    break;
                case Inners:
                    (inners ??= []).Add(exceptions.Read(reader, field) ?? throw new MalformedMessageException("an inner exception is null.", field.Offset));
                    break;
                case ParamName when value is ArgumentException argument:
                    ExceptionFields.ParamName(argument) = reader.ReadString(field);
                    break;
                case ActualValue when value is ArgumentOutOfRangeException argument:
                    ExceptionFields.ActualValue(argument) = SimpleValues.Read(reader, field);
                    break;
                case ObjectName when value is ObjectDisposedException disposed:
                    ExceptionFields.ObjectName(disposed) = reader.ReadString(field);
                    break;
                case OriginalType when value is UnavailableExceptionFallbackException fallback:
                    fallback.ExceptionType = reader.ReadString(field);
                    break;
                default:
                    reader.Skip(field);
                    break;
            }
        }

        if (value is AggregateException aggregate)
        {
            ExceptionFields.Inners(aggregate) = inners?.ToArray() ?? [];
            ExceptionFields.Inner(aggregate) = inners?[0];
        }

        if (InnerTree.Count(value) > InnerTree.Max)
        {
            InnerTree.Cut(value);
        }

        if (!string.IsNullOrEmpty(stackTrace))
        {
            SetStackTrace(value, stackTrace);
        }
    }

    /// <summary>Copies what <see cref="Read"/> restores.</summary>
    public static void Copy(Exception from, Exception to)
    {
        ExceptionFields.Code(to) = ExceptionFields.ManagedExceptionCode;
        ExceptionFields.Message(to) = ExceptionFields.Message(from);
        ExceptionFields.Inner(to) = ExceptionFields.Inner(from);
        to.HResult = from.HResult;
        if (from is AggregateException aggregate && to is AggregateException target)
        {
            ExceptionFields.Inners(target) = [.. aggregate.InnerExceptions];
        }

        if (from.StackTrace is { } stackTrace)
        {
            SetStackTrace(to, stackTrace);
        }
    }

    /// <summary>The remote frames come before those of a throw on this side.</summary>
    private static void SetStackTrace(Exception value, string stackTrace)
    {
        // A message may hold the field twice, and an exception takes a remote trace once.
        if (value.StackTrace is null)
        {
            ExceptionDispatchInfo.SetRemoteStackTrace(value, stackTrace);
        }
    }

    private static void WriteInners(Writer writer, Exception value)
    {
        var exceptions = writer.Catalog.Get<Exception>();
        if (value is AggregateException aggregate)
        {
            foreach (var inner in aggregate.InnerExceptions)
            {
                exceptions.Write(writer, Inners, inner);
            }
        }
        else if (value.InnerException is { } inner)
        {
            exceptions.Write(writer, Inner, inner);
        }
    }

    private static void WriteData(Writer writer, Exception value)
    {
        // The property would make a dictionary for every exception that has none.
        if (ExceptionFields.Data(value) is not { Count: > 0 } data)
        {
            return;
        }

        var left = DataMax;
        foreach (DictionaryEntry entry in data)
        {
            if (entry.Key is string key && SimpleValues.IsSimple(entry.Value) && left-- > 0)
            {
                var token = writer.BeginObject(Data);
                writer.WriteString(0, key);
                writer.Catalog.Get<object>().Write(writer, 1, entry.Value!);
                writer.EndObject(token);
            }
        }
    }

    private static void ReadData(Reader reader, Field field, Exception value)
    {
        string? key = null;
        object? item = null;
        var token = reader.BeginObject(field);
        while (reader.TryReadField(out var part))
        {
            switch (part.Id)
            {
                case 0:
                    key = reader.ReadString(part);
                    break;
                case 1:
                    item = SimpleValues.Read(reader, part);
                    break;
                default:
                    reader.Skip(part);
                    break;
            }
        }

        reader.EndObject(token);
        if (key is null || value.Data.Count >= DataMax)
        {
            return;
        }

        value.Data[key] = item;
        if (value is UnavailableExceptionFallbackException fallback)
        {
            fallback.Properties[key] = item;
        }
    }
}
