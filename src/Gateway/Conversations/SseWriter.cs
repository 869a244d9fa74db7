using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace OrleansAgents.Gateway;

/// <summary>
/// Writes server-sent events. An event's data is JSON in UTF-8 already and goes out as it is. Frames gather in the response's buffer and leave together at the next flush, which waits while
/// the client does not read, up to a limit.
/// </summary>
internal sealed class SseWriter(PipeWriter output, TimeSpan writeTimeout, TimeProvider time)
{
    /// <summary>Longer than the longest kind with its names and a number.</summary>
    private const int FrameBytes = 128;

    public long UnflushedBytes => output.UnflushedBytes;

    /// <summary>How soon a client comes back after a broken connection.</summary>
    public void WriteRetry(TimeSpan after) => WriteAscii(string.Create(CultureInfo.InvariantCulture, $"retry: {(long)after.TotalMilliseconds}\n\n"));

    /// <summary>A line that clients ignore and that shows that the connection lives.</summary>
    public void WritePing() => Write(": ping\n\n"u8);

    /// <summary>An event of the stream; the client sends its number when it comes back.</summary>
    public void WriteEvent(long sequence, string kind, ReadOnlySpan<byte> data)
    {
        var frame = output.GetSpan(FrameBytes + kind.Length);
        var length = 0;
        Append(frame, ref length, "id: "u8);
        sequence.TryFormat(frame[length..], out var digits, provider: CultureInfo.InvariantCulture);
        length += digits;
        Append(frame, ref length, "\nevent: "u8);
        length += Encoding.ASCII.GetBytes(kind, frame[length..]);
        Append(frame, ref length, "\ndata: "u8);
        output.Advance(length);
        WriteLine(data);
        Write("\n\n"u8);
    }

    /// <summary>Says why the stream ends. It has no number, so that the client's position stays.</summary>
    public void WriteClosed(StreamEnd end) => WriteAscii($"event: stream.closed\ndata: {{\"reason\":\"{end.ToString().ToLowerInvariant()}\"}}\n\n");

    /// <summary>Sends what was written.</summary>
    /// <exception cref="SlowReaderException">The client took nothing for too long.</exception>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        var flush = output.FlushAsync(cancellationToken);
        if (flush.IsCompletedSuccessfully)
        {
            ThrowIfGone(flush.Result, cancellationToken);
            return;
        }

        try
        {
            ThrowIfGone(await flush.AsTask().WaitAsync(writeTimeout, time, cancellationToken), cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new SlowReaderException();
        }
    }

    private static void ThrowIfGone(FlushResult result, CancellationToken cancellationToken)
    {
        if (result.IsCompleted || result.IsCanceled)
        {
            throw new OperationCanceledException("The client is gone.", cancellationToken);
        }
    }

    private static void Append(Span<byte> frame, ref int length, ReadOnlySpan<byte> text)
    {
        text.CopyTo(frame[length..]);
        length += text.Length;
    }

    /// <summary>A line break inside the data would end the frame. In JSON it can only stand between values, where a space means the same.</summary>
    private void WriteLine(ReadOnlySpan<byte> data)
    {
        for (var at = data.IndexOfAny((byte)'\n', (byte)'\r'); at >= 0; at = data.IndexOfAny((byte)'\n', (byte)'\r'))
        {
            Write(data[..at]);
            Write(" "u8);
            data = data[(at + 1)..];
        }

        Write(data);
    }

    private void WriteAscii(string text) => Write(Encoding.ASCII.GetBytes(text));

    private void Write(ReadOnlySpan<byte> bytes) => output.Write(bytes);
}

/// <summary>A client took nothing of what was sent for too long; its connection is cut, and it can resume.</summary>
internal sealed class SlowReaderException : Exception
{
    public SlowReaderException()
        : base("The client took nothing of what was sent for too long.")
    {
    }
}
