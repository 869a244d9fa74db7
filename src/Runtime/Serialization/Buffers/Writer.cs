using System.Buffers;
using System.Runtime.CompilerServices;

namespace Orleans.Serialization.Buffers;

/// <summary>
/// Writes messages into one growing, contiguous buffer, and is the session of the message under way: it knows the objects and
/// types already written. Not thread safe. Rent one, use it synchronously, return it.
/// </summary>
/// <remarks>
/// Offsets count from the start of the current message, which is the last <see cref="BeginMessage"/>. The four-byte length of an
/// object is patched in place when the object ends; a varint length would be shorter, but patching it would move bytes and with
/// them the offsets by which references are known.
/// </remarks>
public sealed partial class Writer : IBufferWriter<byte>
{
    private const int FirstCapacity = 1024;

    [ThreadStatic]
    private static Writer? t_free;

    private Writer? _next;
    private int _poolDepth;
    private byte[] _buffer = [];
    private int _length;
    private int _origin;

    private Writer()
    {
        Catalog = null!;
    }

    /// <summary>Where codecs find other codecs.</summary>
    public CodecCatalog Catalog { get; private set; }

    /// <summary>The bytes written since the writer was rented or reset.</summary>
    public int Length => _length;

    /// <summary>Everything written since the writer was rented or reset. Valid until the next write.</summary>
    public ReadOnlySpan<byte> WrittenSpan => _buffer.AsSpan(0, _length);

    /// <summary>The same bytes as <see cref="WrittenSpan"/>. Valid until the next write.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, _length);

    /// <summary>Takes a writer from this thread's pool, or makes one.</summary>
    public static Writer Rent(CodecCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var writer = t_free;
        if (writer is null)
        {
            writer = new Writer();
        }
        else
        {
            t_free = writer._next;
            writer._next = null;
        }

        writer.Catalog = catalog;
        return writer;
    }

    /// <summary>Empties the writer and gives it to this thread's pool. The caller must not touch it, or its spans, again.</summary>
    public void Return()
    {
        Reset();
        if (_buffer.Length > Limits.PooledBuffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }

        Catalog = null!;
        var depth = (t_free?._poolDepth ?? 0) + 1;
        if (depth > Limits.PooledSessions)
        {
            return;
        }

        _poolDepth = depth;
        _next = t_free;
        t_free = this;
    }

    /// <summary>Forgets everything written.</summary>
    public void Reset()
    {
        _length = 0;
        BeginMessage();
    }

    /// <summary>
    /// Starts a message at the current position: offsets count from here, and nothing written before can be referred to. Lets
    /// several messages, and the frames around them, share a buffer.
    /// </summary>
    public void BeginMessage()
    {
        _origin = _length;
        _depth = 0;
        ForgetGraph();
    }

    /// <summary>Takes back what was written past <paramref name="length"/>, a former <see cref="Length"/>, and starts a message there.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)_length, nameof(length));
        _length = length;
        BeginMessage();
    }

    /// <summary>Appends bytes as they are, outside of any field.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        EnsureFree(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>Overwrites bytes written before; <paramref name="position"/> is a former <see cref="Length"/>.</summary>
    public void Patch(int position, ReadOnlySpan<byte> bytes)
    {
        if ((uint)position > (uint)_length || bytes.Length > _length - position)
        {
            throw new ArgumentOutOfRangeException(nameof(position), position, $"Only the {_length} bytes already written can be overwritten.");
        }

        bytes.CopyTo(_buffer.AsSpan(position));
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_buffer.Length - _length), nameof(count));
        _length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureFree(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureFree(Math.Max(sizeHint, 1));
        return _buffer.AsSpan(_length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void EnsureFree(int count)
    {
        if ((uint)(_buffer.Length - _length) < (uint)count)
        {
            Grow(count);
        }
    }

    private void Grow(int count)
    {
        var wanted = (long)_length + count;
        if (count < 0 || wanted > Array.MaxLength)
        {
            throw new SerializerException(
                $"A message cannot be written: it needs {wanted} bytes and a buffer holds at most {Array.MaxLength}. Send the data in parts.");
        }

        var capacity = Math.Max(Math.Min(Math.Max(_buffer.Length * 2L, wanted), Array.MaxLength), FirstCapacity);
        var larger = ArrayPool<byte>.Shared.Rent((int)capacity);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }
}
