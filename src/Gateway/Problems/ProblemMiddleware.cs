using Orleans.Runtime;
using OrleansAgents.Storage;

namespace OrleansAgents.Gateway;

/// <summary>Turns what handlers throw, and what routing leaves without a body, into problems. Each kind of failure is named here; what is left is our fault and says only where to look.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
            return;
        }
        catch (Exception problem) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await ProblemOf(problem).ExecuteAsync(context);
            return;
        }

        if (!context.Response.HasStarted && context.Response is { StatusCode: >= 400, ContentLength: null, ContentType: null })
        {
            await ProblemOf(context).ExecuteAsync(context);
        }
    }

    private Problem ProblemOf(Exception problem)
    {
        switch (problem)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return JsonBody.TooLarge;
            case BadHttpRequestException bad:
                return new Problem(bad.StatusCode, "bad-request", bad.Message);
            case LimitExceededException or GatewayTooBusyException:
                LogOverloaded(problem.Message);
                return new Problem(StatusCodes.Status503ServiceUnavailable, "overloaded", "The assistant has more to do than it can; try again in a moment.") { RetryAfter = TimeSpan.FromSeconds(2) };
            case TimeoutException or SiloUnavailableException or OrleansMessageRejectionException or SqliteStorageException or PostgresStorageException:
                LogUnavailable(problem);
                return new Problem(StatusCodes.Status503ServiceUnavailable, "unavailable", "A part of the assistant did not answer; try again in a moment.") { RetryAfter = TimeSpan.FromSeconds(2) };
            default:
                LogFault(problem);
                return new Problem(StatusCodes.Status500InternalServerError, "fault", "The assistant failed on this request; its log says why, under this traceId.");
        }
    }

    private static Problem ProblemOf(HttpContext context)
    {
        var request = context.Request;
        return context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Problem.NotFound("not-found", $"There is nothing at {request.Method} {request.Path}; /openapi/v1.json lists what there is."),
            StatusCodes.Status405MethodNotAllowed => new Problem(
                StatusCodes.Status405MethodNotAllowed, "method-not-allowed", $"{request.Path} does not take {request.Method}; it takes {context.Response.Headers.Allow}."),
            StatusCodes.Status415UnsupportedMediaType => JsonBody.WrongMediaType(request),
            StatusCodes.Status413PayloadTooLarge => JsonBody.TooLarge,
            var status => new Problem(status, "bad-request", $"The request was refused with status {status}."),
        };
    }

    [LoggerMessage(LogLevel.Error, "A request failed")]
    private partial void LogFault(Exception problem);

    [LoggerMessage(LogLevel.Warning, "A request could not be served for now")]
    private partial void LogUnavailable(Exception problem);

    [LoggerMessage(LogLevel.Warning, "A request was refused for overload: {Reason}")]
    private partial void LogOverloaded(string reason);
}
