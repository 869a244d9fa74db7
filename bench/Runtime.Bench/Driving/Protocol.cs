namespace OrleansAgents.Bench.Driving;

/// <summary>Asks for one window; a line of JSON on standard input of the measuring process.</summary>
internal sealed record WindowRequest(string Workload, double Seconds, double QuietWaitSeconds);

/// <summary>The answer, a line of JSON on its standard output.</summary>
/// <param name="Figures">Null when the engine does not have what the workload measures.</param>
/// <param name="OtherCores">Cores that other processes used during the window; null where that is unknown.</param>
internal sealed record WindowResult(Dictionary<string, double>? Figures, double? OtherCores);
