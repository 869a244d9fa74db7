namespace Orleans.Serialization;

/// <summary>A message names a built-in type by a number that has no meaning here.</summary>
public sealed class UnknownWellKnownTypeException : SerializerException
{
    public UnknownWellKnownTypeException(uint id)
        : base($"Built-in type {id} is unknown to this version; see docs/wire-format.md for the numbers.")
    {
        Id = id;
    }

    public uint Id { get; set; }
}
