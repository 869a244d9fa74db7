using Microsoft.Extensions.Options;

namespace OrleansAgents.Gateway;

/// <summary>
/// Bounds the requests that are served at once. A process that takes more than it can serve answers none of them in time; one that says so at once serves the others. Health is always answered.
/// </summary>
internal sealed class RequestAdmission(RequestDelegate next, IOptions<LimitOptions> options)
{
    private int _running;

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
        {
            await next(context);
            return;
        }

        RequestSlot slot = new(this);
        try
        {
            if (Interlocked.Increment(ref _running) > options.Value.RequestsMax)
            {
                await new Problem(
                    StatusCodes.Status503ServiceUnavailable, "overloaded", $"This process serves {options.Value.RequestsMax} requests, which is all that it takes at once (Limits:RequestsMax); try again in a moment.")
                {
                    RetryAfter = TimeSpan.FromSeconds(1),
                }.ExecuteAsync(context);
                return;
            }

            context.Features.Set(slot);
            await next(context);
        }
        finally
        {
            slot.Release();
        }
    }

    public void Leave() => Interlocked.Decrement(ref _running);
}

/// <summary>A request's place among those that are served at once. A stream gives it back when it begins: it waits much longer than it works, and is counted among the streams.</summary>
internal sealed class RequestSlot(RequestAdmission admission)
{
    private int _released;

    public void Release()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
        {
            admission.Leave();
        }
    }
}
