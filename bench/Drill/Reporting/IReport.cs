namespace OrleansAgents.Drill.Reporting;

/// <summary>What a drill came to.</summary>
internal interface IReport
{
    /// <summary>Whether anything was measured.</summary>
    bool HasResults { get; }

    /// <summary>Whether all was measured, and every budget kept.</summary>
    bool IsMet { get; }

    /// <summary>Writes medians, worst values and verdicts, after the rows of the repeats.</summary>
    void WriteEnd(TextWriter output);

    /// <summary>Writes everything as JSON; there must be results.</summary>
    void Save(string file);
}
