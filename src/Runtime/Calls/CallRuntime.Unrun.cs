using Orleans.Runtime.Transport;

namespace Orleans.Runtime;

// Calls that surely did not run, and so are sent on their way again (rule R21 of the protocol): redirected, or never written to a connection.
internal abstract partial class CallRuntime
{
    // A call that is sent on its way more often is refused: views that disagree for so long are a fault, not a change under way.
    protected const int HopsMax = 8;

    // Between two attempts to reach a silo that is still a member. A dead one leaves the view within a lease; one that restarts needs about a second.
    private static readonly TimeSpan RetryDelayMin = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan RetryDelayMax = TimeSpan.FromMilliseconds(500);

    /// <summary>Looks for a newer view. Completes when this node follows what it found; never fails.</summary>
    public abstract Task RefreshViewAsync();

    /// <summary>Whether the view that this node follows has a silo.</summary>
    protected abstract bool IsMember(SiloAddress silo);

    /// <summary>The callee's silo did not run a call of ours, because by its view another silo owns the grain.</summary>
    public void Redirected(RequestBase request, long viewVersion)
    {
        if (!SendBack(request)) _ = SendAgainAfterRedirect(request, viewVersion);
    }

    /// <summary>A call of ours was not sent. It waits while its callee's silo is a member that cannot be reached, as long as its caller waits; then it goes to whoever owns the grain.</summary>
    public void Unsent(RequestBase request, SiloAddress? unreachable, Exception reason)
    {
        if (!SendBack(request)) _ = SendAgainWhenReachable(request, unreachable, reason);
    }

    /// <summary>A call that was passed on for another node is that node's to send again.</summary>
    private static bool SendBack(RequestBase request)
    {
        if (request.IsPassedOn) request.TryFail(request.Version, RedirectedException.Instance);
        return request.IsPassedOn;
    }

    private async Task SendAgainAfterRedirect(RequestBase request, long viewVersion)
    {
        var version = request.Version;
        try
        {
            if (++request.Hops > HopsMax) throw TooManyHops(request);
            if (viewVersion > ViewVersion) await RefreshViewAsync();
            if (request.IsStillPending(version)) Dispatch(request);
        }
        catch (Exception failure)
        {
            request.TryFail(version, failure);
        }
    }

    private async Task SendAgainWhenReachable(RequestBase request, SiloAddress? unreachable, Exception reason)
    {
        var version = request.Version;
        try
        {
            var delay = RetryDelayMin;
            await RefreshViewAsync();
            if (unreachable is null && ++request.Hops > HopsMax) throw reason;
            while (unreachable is not null && IsMember(unreachable) && request.IsStillPending(version))
            {
                // The caller learns why, and not just that time is up.
                if (request.TicksLeft(Clock.Now) <= CoarseClock.ToTicks(RetryDelayMax)) throw reason;
                await Task.Delay(delay, Services.Time);

                // The clock stands still then, so that time would never be up.
                if (IsDisposed) throw reason;
                if (IsReachable(unreachable)) break;
                delay = delay < RetryDelayMax ? delay * 2 : RetryDelayMax;
                await RefreshViewAsync();
            }

            if (request.IsStillPending(version)) Dispatch(request);
        }
        catch (Exception failure)
        {
            request.TryFail(version, failure);
        }
    }

    /// <summary>This node sends nothing any more.</summary>
    protected abstract bool IsDisposed { get; }

    /// <summary>Whether there is a connection to a silo by now. Asking makes one, if the last attempt is some time ago.</summary>
    protected abstract bool IsReachable(SiloAddress silo);

    protected static OrleansException TooManyHops(RequestBase request) =>
        new($"{request.Describe()} was sent on its way {HopsMax} times without finding an activation that would run it; its grain deactivates as fast as it activates, or the cluster's views disagree. The call did not run.");
}
