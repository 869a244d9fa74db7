namespace OrleansAgents.Drill.Stores;

/// <summary>Where the silos of a drill meet.</summary>
internal interface IDrillStore : IAsyncDisposable
{
    /// <summary>As silos are told it.</summary>
    string Kind { get; }

    /// <summary>The database as Npgsql takes it, or the file.</summary>
    string Data { get; }

    /// <summary>Makes it available: for the first time, or again.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Makes it unavailable to all silos; what it has stays.</summary>
    Task StopAsync();
}
