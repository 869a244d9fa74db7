using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OrleansAgents.Gateway;

/// <summary>A request's body, or why it cannot be used.</summary>
internal readonly struct Body<T>
{
    public T? Value { get; init; }

    public Problem? Problem { get; init; }

    public bool IsValid([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Problem? problem)
    {
        (value, problem) = (Value, Problem);
        return problem is null;
    }
}

/// <summary>Reads bodies: JSON in UTF-8, small, and exactly as the API describes it. A property that is misspelt would otherwise be ignored in silence.</summary>
internal static class JsonBody
{
    /// <summary>Bytes of a body. A message of the greatest length, every character escaped, needs 48 KiB.</summary>
    public const int BytesMax = 64 * 1024;

    public static Problem TooLarge { get; } = new(
        StatusCodes.Status413PayloadTooLarge, "body-too-large", $"The body has more than {BytesMax} bytes, which is the most that is taken; send less.");

    public static Problem WrongMediaType(HttpRequest request) => new(
        StatusCodes.Status415UnsupportedMediaType, "media-type", $"The body is '{request.ContentType ?? "of no type"}'; send Content-Type: application/json.");

    /// <summary>Reads the body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="type">What it is.</param>
    /// <param name="absent">What an empty body means; null if there must be one.</param>
    public static async Task<Body<T>> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, T? absent = null)
        where T : class
    {
        var request = context.Request;
        var bytes = await ReadBytesAsync(context);
        if (bytes.Length == 0)
        {
            return absent is null
                ? new() { Problem = Problem.BadRequest("body-missing", "The request has no body; send a JSON object.") }
                : new() { Value = absent };
        }

        return request.HasJsonContentType() ? Parse(bytes.Span, type) : new() { Problem = WrongMediaType(request) };
    }

    /// <summary>The body's bytes.</summary>
    /// <exception cref="BadHttpRequestException">There are more than allowed, or the client sent fewer than it said.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(HttpContext context)
    {
        if (context.Request.ContentLength is 0)
        {
            return default;
        }

        using MemoryStream body = new((int)Math.Min(context.Request.ContentLength ?? 1024, BytesMax));
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.Length <= BytesMax ? body.ToArray() : throw new BadHttpRequestException(TooLarge.Detail, StatusCodes.Status413PayloadTooLarge);
    }

    private static Body<T> Parse<T>(ReadOnlySpan<byte> bytes, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type) is { } value
                ? new() { Value = value }
                : new() { Problem = Problem.BadRequest("body-missing", "The body is null; send a JSON object.") };
        }
        catch (JsonException problem) when (problem.InnerException is InvalidOperationException)
        {
            // The reader's word for half a surrogate pair, escaped, or for bytes that are not UTF-8.
            return new() { Problem = NotUnicode(problem) };
        }
        catch (JsonException problem)
        {
            var place = PlaceOf(problem);
            return new()
            {
                Problem = new(StatusCodes.Status400BadRequest, "malformed-json", $"The body is wrong at {place.Path}, line {place.Line}, byte {place.Position}: {Reason(problem)}") { Place = place },
            };
        }
    }

    private static Problem NotUnicode(JsonException problem)
    {
        var place = PlaceOf(problem);
        return new(StatusCodes.Status400BadRequest, place.Path == "$.text" ? "message-not-unicode" : "malformed-json",
            $"The text at {place.Path}, line {place.Line}, byte {place.Position}, is not Unicode: it has half of a surrogate pair, or bytes that are not UTF-8. Send whole characters.") { Place = place };
    }

    private static JsonPlace PlaceOf(JsonException problem)
        => new(problem.Path is { Length: > 0 } path ? path : "$", (problem.LineNumber ?? 0) + 1, (problem.BytePositionInLine ?? 0) + 1);

    /// <summary>The serializer's message ends with the place, which is told in its own words, and names types, which mean nothing to a client.</summary>
    private static string Reason(JsonException problem)
    {
        var message = problem.Message;
        var place = message.IndexOf(" Path: ", StringComparison.Ordinal);
        if (place < 0)
        {
            place = message.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        }

        message = place < 0 ? message : message[..place];
        if (message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal))
        {
            return "there is no such property; check its spelling.";
        }

        return message.Contains("could not be converted to", StringComparison.Ordinal) ? "the value is not of the type, or not one of the words, that is expected here." : message;
    }
}
