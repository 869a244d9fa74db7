using System.Diagnostics;

namespace Orleans.Configuration;

/// <summary>Messages of a silo or a client.</summary>
public abstract class MessagingOptions
{
    // What nodes say of themselves when they connect must fit; a cluster id is free text.
    private const int MessageBytesLeast = 4096;

    private TimeSpan _responseTimeout = TimeSpan.FromSeconds(30);

    /// <summary>How long a caller waits for a response. While a debugger is attached it is <see cref="ResponseTimeoutWithDebugger"/>.</summary>
    public TimeSpan ResponseTimeout
    {
        get => Debugger.IsAttached ? ResponseTimeoutWithDebugger : _responseTimeout;
        set => _responseTimeout = value;
    }

    public TimeSpan ResponseTimeoutWithDebugger { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Whether a request whose caller has stopped waiting is dropped instead of run.</summary>
    public bool DropExpiredMessages { get; set; } = true;

    /// <summary>Bytes. A longer header is an error of the sender.</summary>
    public int MaxMessageHeaderSize { get; set; } = 10 * 1024 * 1024;

    /// <summary>Bytes. A longer body is an error of the sender.</summary>
    public int MaxMessageBodySize { get; set; } = 100 * 1024 * 1024;

    /// <summary>Whether the target's cancellation token is cancelled when its caller has stopped waiting.</summary>
    public bool CancelRequestOnTimeout { get; set; }

    /// <summary>Whether a cancelled call ends only when its target has acknowledged the cancellation.</summary>
    public bool WaitForCancellationAcknowledgement { get; set; }

    /// <summary>Whether a call that its target does not know any more ends when that becomes known.</summary>
    public bool CancelUnknownRequestOnStatusUpdate { get; set; }

    internal TimeSpan ConfiguredResponseTimeout => _responseTimeout;

    /// <summary>Refuses times and sizes that no silo or client could keep.</summary>
    internal void Validate<TOptions>()
        where TOptions : MessagingOptions
    {
        Setting.RequireLimit<TOptions>(_responseTimeout, nameof(ResponseTimeout));
        Setting.RequireLimit<TOptions>(ResponseTimeoutWithDebugger, nameof(ResponseTimeoutWithDebugger));
        Setting.RequireAtLeast<TOptions>(MessageBytesLeast, MaxMessageHeaderSize, nameof(MaxMessageHeaderSize));
        Setting.RequireAtLeast<TOptions>(MessageBytesLeast, MaxMessageBodySize, nameof(MaxMessageBodySize));
    }
}
