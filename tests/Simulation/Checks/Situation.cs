namespace OrleansAgents.Simulation.Checks;

/// <summary>What is counted because the protocol is to be shown against it. Each of <see cref="Required"/> must occur in enough of the seeds, or the runs prove less than they seem to.</summary>
internal static class Situation
{
    public const string RatesApart = "clocks at both ends of the bound";
    public const string PauseIdle = "pause of an idle silo, longer than the lease";
    public const string PauseInTurn = "pause of a silo with turns under way, longer than the lease";
    public const string ThreeOfFive = "three of five crashed at once";
    public const string RestartBeforeRemoval = "restarted on its endpoint before its removal";
    public const string RestartAfterRemoval = "restarted on its endpoint after its removal";
    public const string TakenOver = "endpoint taken over from a live silo by another host";
    public const string DeviceRefuses = "refused by a device between hosts";
    public const string CameBack = "view changed and changed back";
    public const string JumpedOver = "view jumped over";
    public const string FrequentReader = "frequent reader of the table";
    public const string RareReader = "rare reader of the table";
    public const string NewerBuild = "newer build: frames with fields that others do not know";
    public const string OtherProtocol = "newer protocol: refused";
    public const string WritePastFence = "write committed or refused past its silo's lease";
    public const string WithoutTable = "kept serving without the table";
    public const string Revoked = "revoked";
    public const string Kept = "call kept for a silent silo";
    public const string LongSegment = "segment that takes its time";

    /// <summary>Each in at least one seed of twenty.</summary>
    public static IReadOnlyList<string> Required { get; } =
    [
        RatesApart, PauseIdle, PauseInTurn, ThreeOfFive, RestartBeforeRemoval, RestartAfterRemoval, TakenOver, DeviceRefuses, CameBack, JumpedOver, FrequentReader, RareReader, NewerBuild, OtherProtocol,
        WritePastFence, WithoutTable, Revoked, Kept, LongSegment,
        "pause in a segment", "pause in a segment, longer than the lease", "pause between check and write", "pause between check and write, longer than the lease", "segment overlapped, as it was paused",
        "left", "fenced: renewal refused", "fenced: missing from a newer view", "operation of a dead process committed", "write refused by its ETag", "connection accepted twice", "connection refused",
        .. Enum.GetNames<Faults.FaultKind>().Select(static kind => $"fault: {kind}"),
        .. Stores.SimTable.Operations.Select(LateCommit), .. Stores.SimTable.Operations.Select(LostAnswer),
    ];

    /// <summary>In marked runs alone, of which there are fewer.</summary>
    public static bool IsOfMarkedRuns(string situation) => situation.StartsWith("pause in a segment", StringComparison.Ordinal) || situation.StartsWith("pause between", StringComparison.Ordinal) || situation.StartsWith("segment overlapped", StringComparison.Ordinal);

    public static string LateCommit(string operation) => $"commit late by a second or more: {operation}";

    public static string LostAnswer(string operation) => $"answer lost: {operation}";
}
