using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>A silo's lifecycle. It knows how far it is, so that parts can ask whether what they need has started.</summary>
public class SiloLifecycleSubject : LifecycleSubject, ISiloLifecycleSubject
{
    private static readonly ImmutableDictionary<int, string> StageNames = GetStageNames(typeof(ServiceLifecycleStage));

    public SiloLifecycleSubject(ILogger<SiloLifecycleSubject> logger)
        : base(logger)
    {
    }

    /// <summary><see cref="int.MinValue"/> until a stage has started.</summary>
    public int HighestCompletedStage { get; private set; } = int.MinValue;

    /// <summary><see cref="int.MaxValue"/> until a stage has stopped.</summary>
    public int LowestStoppedStage { get; private set; } = int.MaxValue;

    protected override string GetStageName(int stage) => StageNames.GetValueOrDefault(stage) ?? base.GetStageName(stage);

    protected override void OnStartStageCompleted(int stage) => HighestCompletedStage = stage;

    protected override void OnStopStageCompleted(int stage) => LowestStoppedStage = stage;
}
