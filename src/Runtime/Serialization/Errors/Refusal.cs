namespace Orleans.Serialization;

/// <summary>
/// Exceptions of an application's own code (hashing, comparing, converting) that runs while a message is read, and did not expect
/// what a peer can send.
/// </summary>
internal static class Refusal
{
    public static bool Is(Exception exception) => exception is not (SerializerException or OutOfMemoryException);

    public static InvalidValueException Of(Exception exception, string what, int offset) => new($"{what} is refused: {exception.Message}", offset, exception);
}
