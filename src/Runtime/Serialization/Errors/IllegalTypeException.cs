namespace Orleans.Serialization;

/// <summary>A message names a type that is not registered here, or one that does not fit where it stands.</summary>
public sealed class IllegalTypeException : SerializerException
{
    public IllegalTypeException(string typeName)
        : this(typeName, "it is not registered in this process")
    {
    }

    public IllegalTypeException(string typeName, string reason)
        : base($"Type '{typeName}' cannot be read from a message: {reason}.")
    {
        TypeName = typeName;
    }

    /// <summary>The name as the message or the runtime has it.</summary>
    public string TypeName { get; }
}
