namespace Orleans.Serialization.Exceptions;

/// <summary>
/// The inner exceptions below an exception, counted as its text shows them: one that occurs twice counts twice. A message can
/// share and even cycle them, and whoever then logs the exception would write text without end or exhaust the stack. An exception is
/// checked when it is complete, so the one that would close a cycle, or make the text too long, loses its inner exceptions.
/// </summary>
internal static class InnerTree
{
    /// <summary>More than any report shows in a readable way, and few enough to be walked for every exception of a message.</summary>
    public const int Max = 1024;

    /// <summary>How many there are; more than <see cref="Max"/> are not counted.</summary>
    public static int Count(Exception exception)
    {
        var count = 0;
        Visit(exception, ref count);
        return count;
    }

    public static void Cut(Exception exception)
    {
        ExceptionFields.Inner(exception) = null;
        if (exception is AggregateException aggregate)
        {
            ExceptionFields.Inners(aggregate) = [];
        }
    }

    private static void Visit(Exception exception, ref int count)
    {
        // An aggregate that is still being read has no inner exceptions yet.
        if (exception is AggregateException aggregate)
        {
            foreach (var inner in ExceptionFields.Inners(aggregate) ?? [])
            {
                if (++count > Max)
                {
                    return;
                }

                Visit(inner, ref count);
            }
        }
        else if (ExceptionFields.Inner(exception) is { } inner && ++count <= Max)
        {
            Visit(inner, ref count);
        }
    }
}
