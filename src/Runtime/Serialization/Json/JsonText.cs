using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Json;

/// <summary>What the JSON codecs share: the text is UTF-8, as the sender's document has it.</summary>
internal static class JsonText
{
    /// <summary>Comments and trailing commas are part of the text if the sender's parser let them pass.</summary>
    public static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>A node would find a name that occurs twice only later, when first used, and throw there.</summary>
    public static readonly JsonDocumentOptions Unique = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    private static readonly JsonReaderOptions LenientReader = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static JsonDocument ParseDocument(ReadOnlySpan<byte> text, Field field)
    {
        CheckEncoding(text, field);
        try
        {
            return JsonDocument.Parse(text.ToArray(), Lenient);
        }
        catch (JsonException exception)
        {
            throw NotJson(field, exception);
        }
    }

    /// <summary>Unlike a document's root, the element needs no disposal.</summary>
    public static JsonElement ParseElement(ReadOnlySpan<byte> text, Field field)
    {
        CheckEncoding(text, field);
        try
        {
            var reader = new Utf8JsonReader(text, LenientReader);
            var element = JsonElement.ParseValue(ref reader);

            // Throws if anything but blanks and comments follows.
            reader.Read();
            return element;
        }
        catch (JsonException exception)
        {
            throw NotJson(field, exception);
        }
    }

    public static JsonNode? ParseNode(ReadOnlySpan<byte> text, Field field)
    {
        CheckEncoding(text, field);
        try
        {
            return JsonNode.Parse(text, documentOptions: Unique);
        }
        catch (JsonException exception)
        {
            throw NotJson(field, exception);
        }
    }

    /// <summary>The parser looks into strings only when they are used, and throws there.</summary>
    private static void CheckEncoding(ReadOnlySpan<byte> text, Field field)
    {
        if (!Utf8.IsValid(text))
        {
            Malformed.ThrowRange(field, "JSON", "invalid UTF-8");
        }
    }

    private static InvalidValueException NotJson(Field field, JsonException exception) =>
        new($"field {field.Id} is no valid JSON.", field.Offset, exception);
}
