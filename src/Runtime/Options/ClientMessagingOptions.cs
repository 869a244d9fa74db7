using System.Net;
using System.Net.Sockets;

namespace Orleans.Configuration;

/// <summary>Messages of a client.</summary>
public class ClientMessagingOptions : MessagingOptions
{
    public const int DEFAULT_CLIENT_SENDER_BUCKETS = 8192;
    public const AddressFamily DEFAULT_PREFERRED_FAMILY = AddressFamily.InterNetwork;

    /// <summary>Accepted without effect: calls to a grain go over the one connection to its silo.</summary>
    public int ClientSenderBuckets { get; set; } = DEFAULT_CLIENT_SENDER_BUCKETS;

    public AddressFamily PreferredFamily { get; set; } = DEFAULT_PREFERRED_FAMILY;

    /// <summary>The interface whose address names this client; null picks one.</summary>
    public string? NetworkInterfaceName { get; set; }

    /// <summary>The address that names this client; null picks one.</summary>
    public IPAddress? LocalAddress { get; set; }
}
