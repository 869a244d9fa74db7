namespace Orleans.Runtime;

/// <summary>Names a call that may end at any time: the pooled request and the version that it had.</summary>
/// <param name="Request">The request, or null.</param>
/// <param name="Version">Its version when the link was made; another version means that the call has ended.</param>
/// <param name="IsCertain">False when the activation ran code that came back from something other than a grain call, so that the call it belongs to is only the likely one.</param>
/// <param name="Depth">How many calls there are above a call made within this one; known also when the chain came from another node, and the request with it did not.</param>
internal readonly record struct CallLink(RequestBase? Request, int Version, bool IsCertain, ushort Depth)
{
    /// <summary>The link for calls made within <paramref name="request"/>, which runs.</summary>
    public static CallLink To(RequestBase request, bool isCertain) => new(request, request.Version, isCertain, (ushort)(request.Parent.Depth + 1));

    public RequestBase? Live => Request is { } request && request.Version == Version ? request : null;
}

/// <summary>Finds call cycles: a call that waits for an activation which waits, through other calls, for the call itself.</summary>
/// <remarks>
/// Each request remembers the call within which it was made. When a call has to wait for a busy activation, following these links from it must not lead to a call that this very activation is running;
/// if it does, neither can end. Links cost two words a call and the search runs only for calls that wait. A cycle found is not proof: the grain in the middle may have sent its call without
/// awaiting it, and then everything ends well. So by default the cycle is logged at once and named in the exception when the deadline passes; <c>SchedulingOptions</c> cannot know better. Links do not cross silos.
/// </remarks>
internal static class CallChain
{
    // Longer chains are cut: a message of hundreds of names helps nobody.
    private const int LengthMax = 32;

    /// <summary>
    /// Calls that may wait for one another in a row. Grains that call each other without end do not overflow a stack, they fill the memory, with about two kilobytes a call; so the deepest call is refused. The exception
    /// then passes through every call of the chain, and its trace grows at each: the cost goes with the square of the depth, a tenth of a second here and seconds at four times as many. Chains that somebody wrote on
    /// purpose are shorter by an order of magnitude.
    /// </summary>
    public const int DepthMax = 1024;

    // The end of a chain that is refused: enough to show which grains go round.
    private const int ShownMax = 8;

    /// <summary>The last calls of a chain, in order of calling.</summary>
    public static string Tail(CallLink link)
    {
        List<string> names = [];
        while (names.Count < ShownMax && link.Live is { } call)
        {
            names.Add(call.Describe());
            link = call.Parent;
        }

        names.Reverse();
        return string.Join(" -> ", names);
    }

    /// <summary>The grains of the cycle that <paramref name="waiting"/> closes at <paramref name="busy"/>, in order of calling; null when there is none.</summary>
    public static IReadOnlyList<string>? FindCycle(RequestBase waiting, Activation busy)
    {
        if (waiting.Caller is null) return null;
        List<string> chain = [waiting.Describe()];
        var link = waiting.Parent;
        for (var length = 0; length < LengthMax; length++)
        {
            if (link.Live is not { } parent || parent.IsOneWay) return null;
            var callee = parent.Callee;
            var next = parent.Parent;
            chain.Add(parent.Describe());
            if (link.Live is null) return null;
            if (callee == busy)
            {
                chain.Reverse();
                return chain;
            }

            link = next;
        }

        return null;
    }
}
