namespace OrleansAgents.Connectors;

/// <summary>Ends a response that is longer than allowed: whoever is spoken to decides what it sends, and this process decides how much of it to hold.</summary>
internal sealed class BoundedResponses(HttpMessageHandler inner, long bytesMax) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        StreamContent bounded = new(new BoundedStream(await response.Content.ReadAsStreamAsync(cancellationToken), bytesMax));
        foreach (var header in response.Content.Headers)
        {
            bounded.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        response.Content = bounded;
        return response;
    }
}

/// <summary>More came than is taken.</summary>
/// <param name="bytesMax">What would have been taken.</param>
internal sealed class TooLargeException(long bytesMax) : IOException($"More than {bytesMax} bytes came, which is more than is read.")
{
    /// <summary>Whether this is what lies at the bottom of a failure.</summary>
    public static bool IsCauseOf(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is TooLargeException)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Reads from a stream until more has come than is allowed.</summary>
internal sealed class BoundedStream(Stream inner, long bytesMax, bool perLine = false) : Stream
{
    private long _bytes;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Count(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        Count(buffer.AsSpan(offset, read));
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Of lines, the one that is being read counts: a connection lives long, a message does not.</summary>
    private void Count(ReadOnlySpan<byte> read)
    {
        var lastLine = perLine ? read.LastIndexOf((byte)'\n') : -1;
        _bytes = lastLine < 0 ? _bytes + read.Length : read.Length - lastLine - 1;
        if (_bytes > bytesMax)
        {
            throw new TooLargeException(bytesMax);
        }
    }
}
