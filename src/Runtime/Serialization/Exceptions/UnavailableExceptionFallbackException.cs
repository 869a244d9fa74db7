using System.Text;

namespace Orleans.Serialization;

/// <summary>Stands for an exception whose type is not known here: its text is kept.</summary>
public sealed class UnavailableExceptionFallbackException : Exception
{
    public UnavailableExceptionFallbackException()
    {
    }

    public UnavailableExceptionFallbackException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The name of the original type.</summary>
    public string? ExceptionType { get; internal set; }

    /// <summary>The entries of the original's <see cref="Exception.Data"/> that could be sent.</summary>
    public Dictionary<string, object?> Properties { get; } = [];

    /// <summary>Like the original's text: type, message, inner exceptions, stack trace.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(ExceptionType ?? "An exception of an unknown type").Append(": ").Append(Message);
        if (InnerException is { } inner)
        {
            text.AppendLine().Append(" ---> ").Append(inner).AppendLine().Append("   --- End of inner exception stack trace ---");
        }

        if (StackTrace is { } stackTrace)
        {
            text.AppendLine().Append(stackTrace);
        }

        return text.ToString();
    }
}
