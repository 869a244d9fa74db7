using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OrleansAgents.Storage;

/// <summary>
/// A record as an entity. The JSON is text where it fits, so that any tool shows it: in properties Text00, Text01 and so on, each of the
/// size that the service allows. Azure counts two bytes a character, so larger ASCII is kept as its UTF-8, in Bytes00 and so on.
/// A cleared record has neither.
/// </summary>
internal static class AzureTableEntity
{
    /// <summary>64 KiB, the service's bound for a property; text is counted as UTF-16.</summary>
    private const int PropertyBytesMax = 64 * 1024;

    private const int PropertyCharactersMax = PropertyBytesMax / sizeof(char);

    /// <summary>The service's bound for an entity is 1 MiB with its keys and the names of its properties: what is left takes this many full ones.</summary>
    private const int PropertiesMax = 15;

    /// <summary>The largest state, 960 KiB.</summary>
    public const int StateBytesMax = PropertiesMax * PropertyBytesMax;

    private const string Text = "Text";
    private const string Bytes = "Bytes";
    private const string WriteId = "WriteId";

    /// <summary>The request that makes a table.</summary>
    public static byte[] OfTable(string table) => JsonSerializer.SerializeToUtf8Bytes(new { TableName = table });

    /// <exception cref="AzureStateTooLargeException">The state fits into no entity.</exception>
    public static byte[] Of(string partition, string row, byte[]? json, string writeId, AzureRecordKey key, string place)
    {
        using MemoryStream body = new((json?.Length ?? 0) + 512);
        using (Utf8JsonWriter writer = new(body))
        {
            writer.WriteStartObject();
            writer.WriteString("PartitionKey", partition);
            writer.WriteString("RowKey", row);
            writer.WriteString(WriteId, writeId);
            if (json is not null)
            {
                WriteState(writer, json, key, place);
            }

            writer.WriteEndObject();
        }

        return body.ToArray();
    }

    public static AzureRecord Parse(ReadOnlyMemory<byte> body, AzureRecordKey key, string place)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var entity = document.RootElement;
            return new AzureRecord(StateOf(entity), entity.GetProperty("odata.etag").GetString(), entity.TryGetProperty(WriteId, out var id) ? id.GetString() : null);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new AzureStorageException($"{key} in {place} is no entity that this storage has written: {failure.Message} It is left as it is; mend or remove it.", failure);
        }
    }

    private static void WriteState(Utf8JsonWriter writer, byte[] json, AzureRecordKey key, string place)
    {
        // Room for a character that no boundary may cut.
        var text = json.Length <= StateBytesMax ? Encoding.UTF8.GetString(json) : "";
        if (json.Length <= StateBytesMax && text.Length <= PropertiesMax * (PropertyCharactersMax - 1))
        {
            WriteText(writer, text);
        }
        else if (json.Length <= StateBytesMax)
        {
            WriteBytes(writer, json);
        }
        else
        {
            throw new AzureStateTooLargeException(string.Create(
                CultureInfo.InvariantCulture,
                $"{key} is {json.Length:N0} bytes as JSON, and an entity of {place} holds {StateBytesMax:N0} at most. "
                + $"Nothing was stored; keep this state in blob storage (AddAzureBlobGrainStorage), or keep less in one state."));
        }
    }

    private static void WriteText(Utf8JsonWriter writer, string text)
    {
        for (int start = 0, number = 0; start < text.Length; number++)
        {
            var length = Math.Min(PropertyCharactersMax, text.Length - start);
            if (char.IsHighSurrogate(text[start + length - 1]))
            {
                length--;
            }

            writer.WriteString(NameOf(Text, number), text.AsSpan(start, length));
            start += length;
        }
    }

    private static void WriteBytes(Utf8JsonWriter writer, byte[] json)
    {
        for (int start = 0, number = 0; start < json.Length; start += PropertyBytesMax, number++)
        {
            var property = NameOf(Bytes, number);
            writer.WriteString($"{property}@odata.type", "Edm.Binary");
            writer.WriteBase64String(property, json.AsSpan(start, Math.Min(PropertyBytesMax, json.Length - start)));
        }
    }

    private static ReadOnlyMemory<byte>? StateOf(JsonElement entity)
    {
        using MemoryStream state = new();
        StringBuilder text = new();
        foreach (var part in Properties(entity, Text))
        {
            text.Append(part.GetString());
        }

        state.Write(Encoding.UTF8.GetBytes(text.ToString()));
        foreach (var part in Properties(entity, Bytes))
        {
            state.Write(part.GetBytesFromBase64());
        }

        // No state is so short: even null is written as a word.
        return state.Length == 0 ? null : (ReadOnlyMemory<byte>?)state.ToArray();
    }

    private static IEnumerable<JsonElement> Properties(JsonElement entity, string kind)
    {
        for (var number = 0; entity.TryGetProperty(NameOf(kind, number), out var value); number++)
        {
            yield return value;
        }
    }

    private static string NameOf(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind}{number:D2}");
}
