using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

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

/// <summary>Refuses limits and times that no client could keep.</summary>
internal sealed class ClientMessagingOptionsValidator(IOptions<ClientMessagingOptions> options) : IConfigurationValidator
{
    private readonly ClientMessagingOptions _options = options.Value;

    public void ValidateConfiguration()
    {
        _options.Validate<ClientMessagingOptions>();
        Setting.RequireAtLeast<ClientMessagingOptions>(1, _options.ClientSenderBuckets, nameof(ClientMessagingOptions.ClientSenderBuckets));
    }
}
