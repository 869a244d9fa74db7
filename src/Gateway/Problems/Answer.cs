using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OrleansAgents.Gateway;

/// <summary>An answer to a request that was served, held as bytes so that it can be kept and repeated.</summary>
/// <param name="status">The status code.</param>
/// <param name="body">JSON; empty for none.</param>
/// <param name="location">Where the new thing is; null for none.</param>
internal sealed class Answer(int status, ReadOnlyMemory<byte> body, string? location = null) : IResult
{
    private const string ContentType = "application/json; charset=utf-8";

    public int Status { get; } = status;

    public ReadOnlyMemory<byte> Body { get; } = body;

    public string? Location { get; } = location;

    public static Answer NoContent { get; } = new(StatusCodes.Status204NoContent, default);

    public static Answer Ok<T>(T value, JsonTypeInfo<T> type) => Of(StatusCodes.Status200OK, value, type);

    public static Answer Of<T>(int status, T value, JsonTypeInfo<T> type, string? location = null) => new(status, JsonSerializer.SerializeToUtf8Bytes(value, type), location);

    /// <summary>Writes the answer.</summary>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.Headers.CacheControl = "no-store";
        if (Location is not null)
        {
            response.Headers.Location = Location;
        }

        if (!Body.IsEmpty)
        {
            response.ContentType = ContentType;
            response.ContentLength = Body.Length;
            await response.Body.WriteAsync(Body, httpContext.RequestAborted);
        }
    }
}
