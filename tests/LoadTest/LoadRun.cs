using System.Diagnostics;

namespace OrleansAgents.LoadTest;

/// <summary>
/// A run: users connect, the messages go out at their intended times whatever becomes of them, and in the end everything that was seen is
/// judged. What the gateway consumes is read from its metrics at the edges of the measured time.
/// </summary>
internal static class LoadRun
{
    /// <summary>Users who connect at once, so that connecting is no load test of its own.</summary>
    private const int ConnectingMax = 16;

    private static readonly TimeSpan TokenSlack = TimeSpan.FromHours(1);

    public static async Task<LoadResult> RunAsync(LoadOptions options, TextWriter progress)
    {
        await using var gateway = options.Target is null ? await GatewayProcess.StartAsync(options.GatewayProgram!) : null;
        using GatewayClient client = new(options.Target ?? gateway!.Address);
        using var signer = LocalSigner.Open(options.KeyFile ?? gateway!.KeyFile);
        var plan = LoadPlan.Make(options);
        List<VirtualUser> users = [];
        try
        {
            users.AddRange(MakeUsers(options, client, signer));
            await progress.WriteLineAsync($"{options.Users} users connect to {options.Target ?? gateway!.Address}.");
            await Parallel.ForEachAsync(users, new ParallelOptions { MaxDegreeOfParallelism = ConnectingMax }, static async (user, _) => await user.PrepareAsync());
            await progress.WriteLineAsync($"{plan.Count} messages in {options.WarmupSeconds} s of warm-up and {options.Seconds} s that are measured.");
            var window = await DriveAsync(options, plan, users, client);
            await Parallel.ForEachAsync(users, new ParallelOptions { MaxDegreeOfParallelism = ConnectingMax }, static async (user, _) => await user.FinishAsync());
            return LoadResult.Of(options, users, window);
        }
        catch (HttpRequestException problem)
        {
            throw new LoadUsageException($"The gateway at {options.Target ?? gateway!.Address} could not be used: {problem.Message}");
        }
        finally
        {
            foreach (var user in users)
            {
                await user.DisposeAsync();
            }
        }
    }

    private static IEnumerable<VirtualUser> MakeUsers(LoadOptions options, GatewayClient client, LocalSigner signer)
    {
        var lifetime = TimeSpan.FromSeconds(options.WarmupSeconds + options.Seconds + options.DrainSeconds) + TokenSlack;

        // A run against a gateway that was loaded before must not find the conversations of that run.
        var run = Guid.NewGuid().ToString("N")[..8];
        return Enumerable.Range(0, options.Users).Select(index =>
        {
            var name = $"u{index}-{run}";
            return new VirtualUser(client, signer.Create(name, DateTimeOffset.UtcNow, lifetime), name, options.Drops, new Random(unchecked((options.Seed * 397) + index)));
        });
    }

    private static async Task<MeasuredWindow> DriveAsync(LoadOptions options, IReadOnlyList<Arrival> plan, List<VirtualUser> users, GatewayClient client)
    {
        var start = Stopwatch.GetTimestamp();
        users.ForEach(user => user.StartClock(start));
        var first = WindowEdge.ReadAsync(client, start, TimeSpan.FromSeconds(options.WarmupSeconds));
        var last = WindowEdge.ReadAsync(client, start, TimeSpan.FromSeconds(options.WarmupSeconds + options.Seconds));
        List<Task> requests = [];
        foreach (var arrival in plan)
        {
            await WaitUntilAsync(start, arrival.At);
            requests.Add(users[arrival.User].SendAsync(arrival));
        }

        await Task.WhenAll(requests);
        MeasuredWindow window = new(await first, await last);
        await Task.WhenAny(Task.WhenAll(users.SelectMany(static user => user.Turns).Select(static turn => turn.Ended)), Task.Delay(TimeSpan.FromSeconds(options.DrainSeconds)));
        return window;
    }

    internal static async Task WaitUntilAsync(long start, TimeSpan at)
    {
        var left = at - Stopwatch.GetElapsedTime(start);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left);
        }
    }
}

/// <summary>One edge of the measured time.</summary>
/// <param name="At">When it was really read.</param>
/// <param name="OwnCpu">What the load generator itself had used.</param>
internal sealed record WindowEdge(TimeSpan At, TargetMetrics Target, TimeSpan OwnCpu)
{
    public static async Task<WindowEdge> ReadAsync(GatewayClient client, long start, TimeSpan at)
    {
        await LoadRun.WaitUntilAsync(start, at);
        var metrics = await client.ReadMetricsAsync();
        return new WindowEdge(Stopwatch.GetElapsedTime(start), metrics, Environment.CpuUsage.TotalTime);
    }
}

/// <summary>The measured time.</summary>
internal sealed record MeasuredWindow(WindowEdge First, WindowEdge Last)
{
    public TimeSpan Length => Last.At - First.At;

    /// <summary>How much a counter of the gateway has grown; null if it reports none.</summary>
    public double? Growth(string name) => Last.Target.Since(First.Target, name);
}
