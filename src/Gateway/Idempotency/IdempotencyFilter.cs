using System.Security.Cryptography;
using OrleansAgents.Storage;

namespace OrleansAgents.Gateway;

/// <summary>
/// Serves a request that carries an idempotency key once: the first success is kept and repeated. A client that got no answer may so send the request again without fear of doing it twice.
/// A failure is not kept: it changed nothing, or it changed something that cannot be told from nothing, and the client decides.
/// </summary>
internal sealed partial class IdempotencyFilter(IIdempotencyStore store, ILogger<IdempotencyFilter> logger) : IEndpointFilter
{
    public const string HeaderName = "Idempotency-Key";

    private const string ReplayHeader = "Idempotent-Replay";
    private const int KeyCharactersMax = 128;

    /// <summary>Longer than any request here takes, so that no second execution begins while the first still runs.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!http.Request.Headers.TryGetValue(HeaderName, out var header) || ConversationStreams.IsWanted(http.Request))
        {
            return await next(context);
        }

        var key = header.ToString();
        if (key.Length is 0 or > KeyCharactersMax || !key.All(static c => c is > ' ' and <= '~'))
        {
            return Problem.BadRequest("idempotency-key", $"{HeaderName} has {key.Length} characters; give 1 to {KeyCharactersMax} visible ASCII characters.");
        }

        var body = await JsonBody.ReadBytesAsync(http);
        http.Request.Body = new MemoryStream(body.ToArray());
        var name = $"{Caller.Of(http).User} {http.Request.Method} {http.Request.Path} {key}";
        var claim = await store.ClaimAsync(Hash(System.Text.Encoding.UTF8.GetBytes(name)), Hash(body.Span), Lease, http.RequestAborted);
        return claim.Outcome switch
        {
            IdempotencyOutcome.Granted => await ExecuteAsync(context, next, name, claim.Claim),
            IdempotencyOutcome.Answered => Repeat(http, claim.Answer!),
            IdempotencyOutcome.InFlight => new Problem(StatusCodes.Status409Conflict, "idempotency-in-flight", $"A request with {HeaderName} '{key}' is being served; ask again in a moment.") { RetryAfter = TimeSpan.FromSeconds(1) },
            _ => new Problem(StatusCodes.Status422UnprocessableEntity, "idempotency-other-body", $"{HeaderName} '{key}' was used for a request with another body; choose a new key for a new request."),
        };
    }

    private async Task<object?> ExecuteAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next, string name, long claim)
    {
        var key = Hash(System.Text.Encoding.UTF8.GetBytes(name));
        Answer? success = null;
        try
        {
            var result = await next(context);
            success = result as Answer;
            return result;
        }
        finally
        {
            // The client may be gone by now; what was done is kept all the same.
            await SettleAsync(key, claim, success);
        }
    }

    private async Task SettleAsync(string key, long claim, Answer? success)
    {
        try
        {
            if (success is null)
            {
                await store.AbandonAsync(key, claim);
            }
            else
            {
                var type = success.Body.IsEmpty ? "" : "application/json";
                await store.CompleteAsync(key, claim, new IdempotentAnswer(success.Status, type, success.Body.ToArray(), success.Location), Retention);
            }
        }
        catch (Exception problem)
        {
            // The request itself is done. Until the lease ends, the key answers that it is in flight.
            LogNotSettled(problem);
        }
    }

    private static Answer Repeat(HttpContext context, IdempotentAnswer answer)
    {
        context.Response.Headers[ReplayHeader] = "true";
        return new Answer(answer.Status, answer.Body, answer.Location);
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    [LoggerMessage(LogLevel.Error, "The answer of a request with an idempotency key was not kept")]
    private partial void LogNotSettled(Exception problem);
}

/// <summary>Marks endpoints that honour an idempotency key.</summary>
internal sealed record Idempotent;

/// <summary>Adds the filter to an endpoint.</summary>
internal static class IdempotencyExtensions
{
    public static RouteHandlerBuilder WithIdempotency(this RouteHandlerBuilder endpoint)
        => endpoint.AddEndpointFilter<RouteHandlerBuilder, IdempotencyFilter>().WithMetadata(new Idempotent()).Refuses(StatusCodes.Status409Conflict, StatusCodes.Status422UnprocessableEntity);
}
