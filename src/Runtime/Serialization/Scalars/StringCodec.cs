using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Scalars;

/// <summary>Strings are values here: equal ones are written each time, because looking for an equal one costs more than it saves.</summary>
internal sealed class StringCodec : ScalarCodec<string?>
{
    public override void Write(Writer writer, int id, string? value) => writer.WriteString(id, value);

    public override string? Read(Reader reader, Field field) => reader.ReadString(field);
}
