namespace Orleans.Runtime.Transport;

/// <summary>The limits of a node's connections, as its options have them.</summary>
internal sealed record MessageLimits
{
    /// <summary>Longer frames are refused by the sender and close the connection at the receiver.</summary>
    public required int FrameBytesMax { get; init; }

    /// <summary>Bytes that may wait for one peer: a peer that stops reading must not fill this process's memory.</summary>
    public required int UnsentBytesMax { get; init; }

    /// <summary>Calls that are kept for one silent silo; more are refused, unrun.</summary>
    public required int KeptCallsMax { get; init; }

    /// <summary>Connections that others may have to this node; more are refused.</summary>
    public required int ConnectionsMax { get; init; }

    /// <summary>Requests of one peer that may be under way here; more are refused, unrun.</summary>
    public required int ServedCallsMax { get; init; }

    /// <summary>How long connecting may take, and then the handshake.</summary>
    public required TimeSpan OpenTimeout { get; init; }

    /// <summary>The longest wait between two attempts to connect to a silo that could not be reached.</summary>
    public required TimeSpan RetryDelayMax { get; init; }

    /// <summary>A peer that has begun a frame, has bytes of ours to read or was asked for a sign of life, and does nothing for so long is cut off.</summary>
    public required TimeSpan StallTimeout { get; init; }
}

/// <summary>Who this node is to its peers.</summary>
internal sealed record NodeIdentity(string ClusterId, string ServiceId, SiloAddress? Silo, string? Client)
{
    /// <summary>Of a silo: where two processes cannot listen on one port (<see cref="Membership.SiloRow.HostId"/>). Empty if it is not known.</summary>
    public string HostId { get; init; } = "";
}
