using Orleans.Serialization.Buffers;

namespace Orleans.Serialization;

/// <summary>Writes, reads and copies values of one type whose static type is not known to the caller.</summary>
public abstract class Codec
{
    public abstract Type Type { get; }

    /// <summary>True when values are immutable all the way down: a copy is the same instance.</summary>
    public virtual bool IsShareable => false;

    /// <summary>False if no object is of exactly this type, so that a message must not name it as a run-time type.</summary>
    internal virtual bool MakesInstances => true;

    public abstract void WriteBoxed(Writer writer, int id, object? value);

    public abstract object? ReadBoxed(Reader reader, Field field);

    public abstract object? CopyBoxed(object? value, CopyContext context);
}
