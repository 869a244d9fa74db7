namespace OrleansAgents.LoadTest;

/// <summary>When which user writes what.</summary>
/// <param name="At">The intended time since the start; the latency counts from it, whatever held the message up.</param>
/// <param name="IsMeasured">False during the warm-up.</param>
internal sealed record Arrival(TimeSpan At, int User, PlannedMessage Message, bool IsMeasured);

/// <summary>
/// All messages of a run, decided before it starts. People do not wait for each other or for the machine: the times are those of a Poisson
/// process, so that a slow answer never lightens the load that follows it.
/// </summary>
internal static class LoadPlan
{
    public static IReadOnlyList<Arrival> Make(LoadOptions options)
    {
        Random random = new(options.Seed);
        Corpus corpus = new(random);
        List<Arrival> arrivals = [];
        var end = options.WarmupSeconds + options.Seconds;
        for (var at = Gap(); at < end; at += Gap())
        {
            arrivals.Add(new Arrival(TimeSpan.FromSeconds(at), random.Next(options.Users), corpus.Next(), at >= options.WarmupSeconds));
        }

        return arrivals;

        double Gap() => -Math.Log(1 - random.NextDouble()) / options.Rate;
    }
}
