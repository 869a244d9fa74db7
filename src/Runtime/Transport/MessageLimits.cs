namespace Orleans.Runtime.Transport;

/// <summary>The limits of a node's connections.</summary>
/// <param name="FrameBytesMax">Longer frames are refused by the sender and close the connection at the receiver.</param>
/// <param name="UnsentBytesMax">Bytes that may wait for one peer: a peer that stops reading must not fill this process's memory.</param>
internal sealed record MessageLimits(int FrameBytesMax, int UnsentBytesMax)
{
    public static MessageLimits Default { get; } = new(100 * 1024 * 1024, 64 * 1024 * 1024);

    /// <summary>Connections that others may have to this node; more are refused.</summary>
    public int ConnectionsMax { get; init; } = 10_000;

    /// <summary>Requests of one peer that may be under way here; more are refused, unrun.</summary>
    public int ServedCallsMax { get; init; } = 200_000;

    /// <summary>How long connecting may take, and then the handshake.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait between two attempts to connect to a silo that could not be reached.</summary>
    public TimeSpan RetryDelayMax { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A peer that has begun a frame, or has bytes of ours to read, and does nothing for so long is cut off.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>Who this node is to its peers.</summary>
internal sealed record NodeIdentity(string ClusterId, string ServiceId, SiloAddress? Silo, string? Client);
