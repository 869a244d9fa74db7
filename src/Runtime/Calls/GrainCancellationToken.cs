namespace Orleans;

/// <summary>
/// A cancellation token as grain methods took it before they could take a <see cref="System.Threading.CancellationToken"/>.
/// It has no codec and does not travel to grains: a method that takes one is told so when it is built. Use the latter, which reaches the grain while the call runs.
/// </summary>
[Immutable]
public sealed class GrainCancellationToken : IDisposable
{
    private GrainCancellationToken(CancellationToken cancellationToken) => CancellationToken = cancellationToken;

    public CancellationToken CancellationToken { get; }

    internal static GrainCancellationToken FromCancellationToken(CancellationToken cancellationToken) => new(cancellationToken);

    /// <summary>Does nothing: the token belongs to its source, or to the call that brought it.</summary>
    public void Dispose()
    {
    }
}

/// <summary>Makes a <see cref="GrainCancellationToken"/> and cancels it.</summary>
public sealed class GrainCancellationTokenSource : IDisposable
{
    private readonly CancellationTokenSource _source = new();

    public GrainCancellationTokenSource() => Token = GrainCancellationToken.FromCancellationToken(_source.Token);

    public GrainCancellationToken Token { get; }

    public bool IsCancellationRequested => _source.IsCancellationRequested;

    /// <summary>Completes when those who registered with the token have been told.</summary>
    public Task Cancel() => _source.CancelAsync();

    public void Dispose() => _source.Dispose();
}
