using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using Orleans.Runtime.Leases;
using Orleans.Serialization.Buffers;

namespace Orleans.Runtime.Transport;

/// <summary>A multiplexed connection to a silo or client: frames out in batches, frames in one after the other.</summary>
/// <remarks>
/// <para>Senders append whole frames to one buffer under a short lock. The first to find no flush under way starts one; whatever others append until it runs travels with it, so the batch grows with the load and
/// a lone call is flushed at once. Two buffers swap roles.</para>
/// <para>The reader trusts nothing: a frame longer than the limit, or one whose fields cannot be decoded, closes the connection with a logged reason. A value that only this process cannot make sense of, such as an unknown type, fails its call and nothing else.</para>
/// </remarks>
internal sealed class Connection : IThreadPoolWorkItem, IReplySink
{
    private const int WrittenAtOnce = 256 * 1024;

    private readonly IDuplexPipe _pipe;
    private readonly MessageCenter _center;
    private readonly Lock _gate = new();
    private Writer _filling;
    private Writer _flushing;
    private readonly TaskCompletionSource _farewell = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isFlushing;
    private bool _isParked;
    private bool _isReaderDone;

    // Each is written by one thread at a time, the reader or whoever holds the lock, so no call pays for an interlocked operation. A request whose answer never comes stays counted: then a lone call is no longer
    // known to be one. One-way requests are not counted.
    private long _requestsOut;
    private long _responsesIn;
    private long _requestsIn;
    private long _responsesOut;

    // Whether the peer's last write brought no more than one frame, as that of a lone caller does.
    private volatile bool _comesAlone = true;
    private long _partial;
    private int _partialSince;
    private bool _writing;
    private int _writingSince;
    private bool _refusesRequests;
    private TaskCompletionSource? _flushed;
    private TaskCompletionSource? _served;
    private Exception? _closed;

    public Connection(long number, IDuplexPipe pipe, Peer peer, MessageCenter center)
    {
        Number = number;
        _pipe = pipe;
        _center = center;
        Peer = peer;
        PeerName = peer.Silo?.ToString() ?? peer.Client ?? "?";
        Silence = new PeerSilence(PeerName, center.Runtime, center.Limits.KeptCallsMax);
        _filling = Writer.Rent(center.Catalog);
        _flushing = Writer.Rent(center.Catalog);
    }

    /// <summary>Numbers the connections of a node in the order in which they came.</summary>
    public long Number { get; }

    /// <summary>The other end, as the handshake proved it.</summary>
    public Peer Peer { get; }

    /// <summary>The silo at the other end; null for a client.</summary>
    public SiloAddress? Silo => Peer.Silo;

    /// <summary>The client at the other end; null for a silo.</summary>
    public string? Client => Peer.Client;

    bool IReplySink.IsClient => Client is not null;

    /// <summary>Frames appended so far.</summary>
    public long Sent { get; private set; }

    /// <summary>Frames read so far.</summary>
    public long Received { get; private set; }

    public bool IsClosed => Volatile.Read(ref _closed) is not null;

    public string PeerName { get; }

    /// <summary>Whether the peer can be heard, and which calls wait for that.</summary>
    public PeerSilence Silence { get; }

    /// <summary>Whether the peer has requests of this node that it has not answered.</summary>
    public bool IsOwedAnswers => Volatile.Read(ref _requestsOut) > Volatile.Read(ref _responsesIn);

    /// <summary>Completes when the connection has ended and nothing of it touches its pipe any more.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Completes when the peer has said that no further request of its own will come, or the connection has ended.</summary>
    public Task Farewell => _farewell.Task;

    /// <summary>Requests of the peer that have come and have not been answered; as exact as two counters can be that are read one after the other.</summary>
    public long Serving => Volatile.Read(ref _requestsIn) - Volatile.Read(ref _responsesOut);

    /// <summary>Appends a frame. False when the connection is closed, or the peer takes no more requests; nothing of the frame was or will be sent then.</summary>
    /// <exception cref="LimitExceededException">Too much waits to be sent, or the frame is too long; nothing of it is sent.</exception>
    /// <param name="isAnswered">Whether the peer will answer, if the frame is a request.</param>
    public bool TrySend<TState>(FrameKind kind, TState state, Action<Writer, TState> write, bool isAnswered = true)
    {
        bool isAlone;
        lock (_gate)
        {
            if (_closed is not null || (_refusesRequests && kind == FrameKind.Request)) return false;
            var writer = _filling;
            var start = writer.Length;
            if (start > _center.Limits.UnsentBytesMax)
            {
                throw new LimitExceededException($"{start} bytes wait to be sent to {PeerName} (limit {_center.Limits.UnsentBytesMax}); it reads too slowly. The message was not sent.");
            }

            FrameFormat.Append(writer, kind, state, write, _center.Limits.FrameBytesMax, PeerName);
            Sent++;
            isAlone = kind switch
            {
                FrameKind.Request when isAnswered => _requestsOut++ == Volatile.Read(ref _responsesIn),
                FrameKind.Response => ++_responsesOut == Volatile.Read(ref _requestsIn) && _comesAlone,
                _ => false,
            };
            if (_served is not null && Serving == 0) _served.TrySetResult();
            if (_isFlushing) return true;
            _isFlushing = true;
        }

        // Nothing else is under way, so nothing will come that could travel with it: a trip through the thread pool would only cost time.
        if (isAlone) _ = Flush(once: true);
        else _center.Executor.ScheduleFlush(this);
        return true;
    }

    /// <summary>The peer has answered a request. Called by the reader only.</summary>
    public void Answered() => Volatile.Write(ref _responsesIn, _responsesIn + 1);

    /// <summary>A request of the peer has come that will be answered. Called by the reader only.</summary>
    public void BeginServing() => Volatile.Write(ref _requestsIn, _requestsIn + 1);

    /// <summary>Says why the connection is of no use any more: the peer has begun a frame and does not end it, does not read, or gives no sign of life, as when something on the way has forgotten the connection.</summary>
    public string? WhyStalled(int now)
    {
        var limit = CoarseClock.ToTicks(_center.Limits.StallTimeout);
        if (Silence.Unanswered(now) > limit) return $"{PeerName} has answered nothing for {_center.Limits.StallTimeout.TotalSeconds:0.#} s.";
        var (partial, since) = (Volatile.Read(ref _partial), Volatile.Read(ref _partialSince));
        if (partial > 0 && now - since > limit) return $"{PeerName} sent {partial} bytes of a frame and then nothing for {_center.Limits.StallTimeout.TotalSeconds:0.#} s.";
        return Volatile.Read(ref _writing) && now - Volatile.Read(ref _writingSince) > limit ? $"{PeerName} has read nothing for {_center.Limits.StallTimeout.TotalSeconds:0.#} s." : null;
    }

    /// <summary>The peer leaves: from here on requests are refused, and those that were accepted come before the farewell.</summary>
    public void RefuseRequests()
    {
        lock (_gate) _refusesRequests = true;
        TrySend(FrameKind.Farewell, 0, static (_, _) => { });
    }

    public void ReceiveFarewell() => _farewell.TrySetResult();

    /// <summary>Completes when every request that has come has been answered, or the connection has ended. Asked when no more will come.</summary>
    public Task WhenServed()
    {
        lock (_gate)
        {
            if (Serving == 0 || _closed is not null) return Task.CompletedTask;
            return (_served ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Completes when everything appended so far has been handed to the transport, or the connection has ended.</summary>
    public Task WhenFlushed()
    {
        lock (_gate)
        {
            if (!_isFlushing || _closed is not null) return Task.CompletedTask;
            return (_flushed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    void IReplySink.Reply(RequestBase request) => _center.Reply(this, request);

    void IThreadPoolWorkItem.Execute() => _ = Flush(once: false);

    /// <summary>Begins to read frames.</summary>
    public void Start() => _ = Run();

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
        Unpark();
        _flushed?.TrySetResult();
        _served?.TrySetResult();
        _farewell.TrySetResult();
        _center.Closed(this, reason);
        Silence.End();
    }

    private async Task Run()
    {
        var input = _pipe.Input;
        Exception? reason = null;
        try
        {
            while (!IsClosed)
            {
                var result = await input.ReadAsync();
                var buffer = result.Buffer;
                var before = Received;
                _center.Executor.BeginGathering();
                try
                {
                    while (!IsClosed && FrameFormat.TryTake(ref buffer, _center.Limits.FrameBytesMax, PeerName, out var frame))
                    {
                        Received++;
                        Handle(frame);
                    }
                }
                finally
                {
                    _center.Executor.EndGathering();
                    Silence.Hear();
                    _comesAlone = Received - before <= 1;
                    Volatile.Write(ref _partialSince, _center.Runtime.Clock.Now);
                    Volatile.Write(ref _partial, buffer.Length);
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
        lock (_gate)
        {
            _isReaderDone = true;
            if (_isFlushing) return;
        }

        _ended.TrySetResult();
    }

    /// <summary>Writes what has been appended, until nothing is left; or once, when it runs on the thread of a caller who must not work for others.</summary>
    private async Task Flush(bool once)
    {
        try
        {
            for (var isFirst = true; ; isFirst = false)
            {
                if (_center.Lease is { MaySend: false } lease && TryPark(lease)) return;
                bool isOver;
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

                    isOver = once && !isFirst;
                    if (!isOver) (_filling, _flushing) = (_flushing, _filling);
                }

                if (isOver)
                {
                    _center.Executor.Schedule(this);
                    return;
                }

                await Write(_flushing);
                _flushing.Reset();
            }
        }
        catch (Exception failure)
        {
            Close(failure);
        }

        _pipe.Output.Complete();
        lock (_gate)
        {
            _isFlushing = false;
            if (!_isReaderDone) return;
        }

        _ended.TrySetResult();
    }

    /// <summary>Rule R17: without a lease nothing leaves. What was appended leaves when the lease has been renewed; a connection that is closed meanwhile ends without it.</summary>
    private bool TryPark(SiloLease lease)
    {
        lock (_gate)
        {
            if (_closed is not null) return false;
            _isParked = true;
        }

        lease.Wait(Unpark);
        return true;
    }

    private void Unpark()
    {
        lock (_gate)
        {
            if (!_isParked) return;
            _isParked = false;
        }

        _center.Executor.Schedule(this);
    }

    /// <summary>Writes in parts, so that a peer which reads slowly is told from one that does not read.</summary>
    private async ValueTask Write(Writer batch)
    {
        for (var at = 0; at < batch.Length; at += WrittenAtOnce)
        {
            _pipe.Output.Write(batch.WrittenSpan.Slice(at, Math.Min(WrittenAtOnce, batch.Length - at)));
            var flushing = _pipe.Output.FlushAsync();
            if (!flushing.IsCompleted)
            {
                Volatile.Write(ref _writingSince, _center.Runtime.Clock.Now);
                Volatile.Write(ref _writing, true);
            }

            var result = await flushing;
            Volatile.Write(ref _writing, false);
            if (result.IsCompleted || result.IsCanceled) throw new IOException($"{PeerName} no longer reads.");
        }
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
