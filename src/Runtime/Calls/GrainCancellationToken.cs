using System.ComponentModel;

namespace Orleans;

/// <summary>
/// A cancellation token as grain methods took it before they could take a <see cref="System.Threading.CancellationToken"/>.
/// As an argument it travels exactly as the latter does: cancelling it reaches the grain while the call runs.
/// </summary>
[Immutable]
public sealed class GrainCancellationToken : IDisposable
{
    private GrainCancellationToken(CancellationToken cancellationToken) => CancellationToken = cancellationToken;

    public CancellationToken CancellationToken { get; }

    /// <summary>For generated code: the argument of a call whose token is <paramref name="cancellationToken"/>.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static GrainCancellationToken FromCancellationToken(CancellationToken cancellationToken) => new(cancellationToken);

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

    /// <summary>Completes when the token is cancelled here and the grains it was passed to have been sent word.</summary>
    public Task Cancel() => _source.CancelAsync();

    public void Dispose() => _source.Dispose();
}
