namespace Orleans.Runtime;

/// <summary>
/// Numbers by which a system outside of the cluster can tell a grain's activation from one that has been replaced. A grain asks for its own with each effect that must not happen late, and hands it over; the other side refuses
/// a number that is smaller than the greatest which it has seen for that grain. A process that was frozen in the middle of such an effect, and wakes when the grain already runs elsewhere, is refused then.
/// </summary>
/// <remarks>State that is written through <see cref="IPersistentState{TState}"/> needs none: its ETag does the same. Registered on silos; inject it into a grain.</remarks>
public interface IFencingTokens
{
    /// <summary>The token of a grain that this silo serves. It is the same as long as the grain's shard stays here, and greater on every later owner.</summary>
    /// <exception cref="InvalidOperationException">This silo does not serve the grain, or not any more.</exception>
    long TokenOf(GrainId grainId);
}
