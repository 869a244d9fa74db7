using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using Orleans.Serialization.Buffers;

namespace Orleans.Runtime.Transport;

/// <summary>A multiplexed connection to a silo or client: frames out in batches, frames in one after the other.</summary>
/// <remarks>
/// <para>Senders append whole frames to one buffer under a short lock. The first to find no flush under way starts one; whatever others append until it runs travels with it, so the batch grows with the load and
/// a lone call is flushed at once. Two buffers swap roles.</para>
/// <para>The reader trusts nothing: a frame longer than the limit, or one whose fields cannot be decoded, closes the connection with a logged reason. A value that only this process cannot make sense of, such as an unknown type, fails its call and nothing else.</para>
/// </remarks>
internal sealed class Connection : IThreadPoolWorkItem
{
    private readonly IDuplexPipe _pipe;
    private readonly MessageCenter _center;
    private readonly Lock _gate = new();
    private Writer _filling;
    private Writer _flushing;
    private readonly TaskCompletionSource _farewell = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _welcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isFlushing;
    private bool _refusesRequests;
    private TaskCompletionSource? _flushed;
    private Exception? _closed;

    public Connection(IDuplexPipe pipe, MessageCenter center)
    {
        _pipe = pipe;
        _center = center;
        _filling = Writer.Rent(center.Catalog);
        _flushing = Writer.Rent(center.Catalog);
    }

    /// <summary>The silo at the other end; null for a client.</summary>
    public SiloAddress? Silo { get; set; }

    /// <summary>The client at the other end; null for a silo.</summary>
    public string? Client { get; set; }

    /// <summary>Frames appended so far.</summary>
    public long Sent { get; private set; }

    /// <summary>Frames read so far.</summary>
    public long Received { get; private set; }

    public bool IsClosed => Volatile.Read(ref _closed) is not null;

    public string PeerName => Silo?.ToString() ?? Client ?? "an unknown peer";

    /// <summary>Completes when the peer has accepted this node, or the connection has ended.</summary>
    public Task Welcome => _welcome.Task;

    /// <summary>Completes when the peer has said that no further request of its own will come, or the connection has ended.</summary>
    public Task Farewell => _farewell.Task;

    /// <summary>Appends a frame. False when the connection is closed, or the peer takes no more requests; nothing of the frame was or will be sent then.</summary>
    /// <exception cref="LimitExceededException">Too much waits to be sent, or the frame is too long; nothing of it is sent.</exception>
    public bool TrySend<TState>(FrameKind kind, TState state, Action<Writer, TState> write)
    {
        lock (_gate)
        {
            if (_closed is not null || (_refusesRequests && kind == FrameKind.Request)) return false;
            var writer = _filling;
            var start = writer.Length;
            if (start > _center.Limits.UnsentBytesMax)
            {
                throw new LimitExceededException($"{start} bytes wait to be sent to {PeerName} (limit {_center.Limits.UnsentBytesMax}); it reads too slowly. The message was not sent.");
            }

            try
            {
                writer.WriteRaw([0, 0, 0, 0, (byte)kind]);
                writer.BeginMessage();
                write(writer, state);
                var length = writer.Length - start - Frame.LengthBytes;
                if (length > _center.Limits.FrameBytesMax)
                {
                    throw new LimitExceededException($"A message of {length} bytes to {PeerName} exceeds the limit of {_center.Limits.FrameBytesMax} bytes (MessagingOptions.MaxMessageBodySize). Send less at once, or raise the limit on both sides.");
                }

                Span<byte> prefix = stackalloc byte[Frame.LengthBytes];
                BinaryPrimitives.WriteInt32LittleEndian(prefix, length);
                writer.Patch(start, prefix);
            }
            catch
            {
                writer.Truncate(start);
                throw;
            }

            Sent++;
            if (_isFlushing) return true;
            _isFlushing = true;
        }

        _center.Executor.Schedule(this);
        return true;
    }

    /// <summary>The peer leaves: from here on requests are refused, and those that were accepted come before the farewell.</summary>
    public void RefuseRequests()
    {
        lock (_gate) _refusesRequests = true;
        TrySend(FrameKind.Farewell, 0, static (_, _) => { });
    }

    public void ReceiveFarewell() => _farewell.TrySetResult();

    public void ReceiveWelcome() => _welcome.TrySetResult();

    /// <summary>Completes when everything appended so far has been handed to the transport, or the connection has ended.</summary>
    public Task WhenFlushed()
    {
        lock (_gate)
        {
            if (!_isFlushing || _closed is not null) return Task.CompletedTask;
            return (_flushed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = Flush();

    /// <summary>Reads frames until the connection ends.</summary>
    public async Task Run()
    {
        var input = _pipe.Input;
        Exception? reason = null;
        try
        {
            while (!IsClosed)
            {
                var result = await input.ReadAsync();
                var buffer = result.Buffer;
                try
                {
                    while (!IsClosed && TryTakeFrame(ref buffer, out var frame)) Handle(frame);
                }
                finally
                {
                    input.AdvanceTo(buffer.Start, buffer.End);
                }

                if (result.IsCompleted || result.IsCanceled) break;
            }
        }
        catch (Exception failure)
        {
            reason = failure;
        }

        Close(reason ?? new IOException($"The connection to {PeerName} was closed."));
        input.Complete();
    }

    /// <summary>Ends the connection. Calls in flight over it fail at once.</summary>
    public void Close(Exception reason)
    {
        bool isFlushing;
        lock (_gate)
        {
            if (_closed is not null) return;
            _closed = reason;
            isFlushing = _isFlushing;
        }

        // A pipe's writer may be used by one thread at a time: while a flush runs, it is the flush that completes it.
        _pipe.Input.CancelPendingRead();
        if (isFlushing) _pipe.Output.CancelPendingFlush();
        else _pipe.Output.Complete();
        _flushed?.TrySetResult();
        _farewell.TrySetResult();
        _welcome.TrySetResult();
        _center.Closed(this, reason);
    }

    private async Task Flush()
    {
        try
        {
            while (true)
            {
                lock (_gate)
                {
                    if (_closed is not null) break;
                    if (_filling.Length == 0)
                    {
                        _isFlushing = false;
                        _flushed?.TrySetResult();
                        _flushed = null;
                        return;
                    }

                    (_filling, _flushing) = (_flushing, _filling);
                }

                _pipe.Output.Write(_flushing.WrittenSpan);
                _flushing.Reset();
                var result = await _pipe.Output.FlushAsync();
                if (result.IsCompleted || result.IsCanceled) throw new IOException($"{PeerName} no longer reads.");
            }
        }
        catch (Exception failure)
        {
            Close(failure);
        }

        _pipe.Output.Complete();
    }

    private bool TryTakeFrame(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        if (buffer.Length < Frame.HeaderBytes) return false;
        Span<byte> header = stackalloc byte[Frame.LengthBytes];
        buffer.Slice(0, Frame.LengthBytes).CopyTo(header);
        var length = Frame.ReadLength(header);
        if (length < 1 || length > _center.Limits.FrameBytesMax)
        {
            throw new InvalidDataException($"{PeerName} sent a frame of {(uint)length} bytes; the limit is {_center.Limits.FrameBytesMax} (MessagingOptions.MaxMessageBodySize).");
        }

        if (buffer.Length < Frame.LengthBytes + (long)length) return false;
        frame = buffer.Slice(Frame.LengthBytes, length);
        buffer = buffer.Slice(frame.End);
        Received++;
        return true;
    }

    private void Handle(ReadOnlySequence<byte> frame)
    {
        if (frame.IsSingleSegment && MemoryMarshal.TryGetArray(frame.First, out var segment))
        {
            Handle(segment.Array!, segment.Offset, segment.Count);
            return;
        }

        var length = (int)frame.Length;
        var copy = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            frame.CopyTo(copy);
            Handle(copy, 0, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    private void Handle(byte[] bytes, int offset, int length)
    {
        var reader = Reader.Rent(_center.Catalog, bytes, offset + 1, length - 1);
        try
        {
            _center.Receive(this, (FrameKind)bytes[offset], reader);
        }
        finally
        {
            reader.Return();
        }
    }
}
