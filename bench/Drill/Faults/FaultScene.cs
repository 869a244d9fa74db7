using System.Diagnostics;
using OrleansAgents.Drill.Probing;
using OrleansAgents.Drill.Running;

namespace OrleansAgents.Drill.Faults;

/// <summary>Where a fault happens: the cluster under probes, and the silo whose turn it is.</summary>
internal sealed record FaultScene(DrillCluster Cluster, Prober Prober, SiloNode Victim, CancellationToken Cancellation)
{
    /// <summary>Far more than any drill's budget: beyond this the grains do not come back by themselves.</summary>
    public static readonly TimeSpan BackPatience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    /// <summary>When the fault began.</summary>
    public long StruckAt { get; private set; }

    /// <summary>The process to which it is done; 0 if to all.</summary>
    public int StruckRun { get; private set; }

    /// <summary>What was particular about this repeat.</summary>
    public string Note { get; set; } = "";

    /// <summary>The longest time between two answers of a grain that was not on the victim, until the fault had had its effect. What a silo costs that joins again is not counted here.</summary>
    public long SilenceElsewhere { get; private set; }

    /// <summary>How many processes of silos ended that nobody had ended.</summary>
    public int SilosLost { get; set; }

    /// <summary>How long the silo that went on needed to end itself; null if it did not, or need not.</summary>
    public TimeSpan? EndedAfter { get; set; }

    /// <summary>From here on the times count of the grains that are on the victim.</summary>
    public void StrikeVictim() => (StruckAt, StruckRun) = (Prober.Strike(Victim.Run), Victim.Run);

    /// <summary>From here on times count; all silos are struck alike.</summary>
    public void StrikeAll() => StruckAt = Prober.Strike(run: 0);

    /// <summary>Waits until other processes have answered for every grain of the victim, or that has taken too long.</summary>
    public async Task WaitUntilAllBackAsync()
    {
        var watch = Stopwatch.StartNew();
        while (Prober.Grains.Any(static grain => grain.IsStruck && grain.BackAt is null) && watch.Elapsed < BackPatience)
        {
            await Task.Delay(LookAgain, Cancellation);
        }
    }

    /// <summary>The fault has had its effect; what comes now mends it.</summary>
    public void Struck() => SilenceElsewhere = Prober.Grains.Where(static grain => !grain.IsStruck).Select(static grain => grain.Silence).DefaultIfEmpty(0).Max();

    /// <summary>Starts the silos whose processes have ended.</summary>
    public async Task StartMissingAsync()
    {
        foreach (var silo in Cluster.Silos.Where(static silo => !silo.IsAlive))
        {
            await Cluster.StartAsync(silo, Cancellation);
        }
    }
}
