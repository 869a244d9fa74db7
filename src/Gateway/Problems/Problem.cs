using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OrleansAgents.Gateway;

/// <summary>
/// An answer to a request that cannot be served, as application/problem+json (RFC 9457). The code is what programs branch on; the detail tells people the value and what to change.
/// </summary>
internal sealed class Problem(int status, string code, string detail) : IResult
{
    /// <summary>The media type.</summary>
    public const string ContentType = "application/problem+json";

    /// <summary>Detail may quote what the client sent, in any script; the answer is never part of a page.</summary>
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public int Status { get; } = status;

    public string Code { get; } = code;

    public string Detail { get; } = detail;

    /// <summary>When to try again; null for no hint.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Where in the body it is; null if that is not known.</summary>
    public JsonPlace? Place { get; init; }

    public static Problem BadRequest(string code, string detail) => new(StatusCodes.Status400BadRequest, code, detail);

    public static Problem NotFound(string code, string detail) => new(StatusCodes.Status404NotFound, code, detail);

    /// <summary>Writes the answer.</summary>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        if (RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        GatewayMetrics.Refused.Add(1, new KeyValuePair<string, object?>("code", Code));
        var body = Write(Activity.Current?.TraceId.ToHexString() ?? httpContext.TraceIdentifier);
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }

    private ReadOnlyMemory<byte> Write(string traceId)
    {
        ArrayBufferWriter<byte> body = new();
        using Utf8JsonWriter json = new(body, Writing);
        json.WriteStartObject();
        json.WriteString("type", $"urn:orleansagents:{Code}");
        json.WriteString("title", Title());
        json.WriteNumber("status", Status);
        json.WriteString("detail", Detail);
        if (Place is { } place)
        {
            json.WriteString("path", place.Path);
            json.WriteNumber("line", place.Line);
            json.WriteNumber("position", place.Position);
        }

        json.WriteString("traceId", traceId);
        json.WriteEndObject();
        json.Flush();
        return body.WrittenMemory;
    }

    /// <summary>The code in words, so that a title cannot contradict it.</summary>
    private string Title() => char.ToUpperInvariant(Code[0]) + Code[1..].Replace('-', ' ');
}

/// <summary>A place in a JSON text.</summary>
/// <param name="Path">The value's path, such as <c>$.text</c>.</param>
/// <param name="Line">From 1.</param>
/// <param name="Position">Byte of the line, from 1.</param>
internal readonly record struct JsonPlace(string Path, long Line, long Position);
