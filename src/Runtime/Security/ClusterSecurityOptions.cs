using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Connections.Security;
using Orleans.Runtime;
using Orleans.Runtime.Transport;

namespace Orleans.Configuration
{
    /// <summary>Who may connect to the nodes of a cluster.</summary>
    public class ClusterSecurityOptions
    {
        /// <summary>What every node of the cluster knows and nobody else: 16 characters or more. Each side of a connection proves that it knows it before the first message, without sending it.</summary>
        [Redact]
        public string? Secret { get; set; }
    }
}

namespace Orleans.Connections.Security
{
    /// <summary>What hosting makes of the security options.</summary>
    internal static class ClusterSecurity
    {
        public const int SecretLengthMin = 16;

        public static byte[]? SecretOf(IServiceProvider provider) =>
            provider.GetRequiredService<IOptions<ClusterSecurityOptions>>().Value.Secret is { Length: > 0 } secret ? Encoding.UTF8.GetBytes(secret) : null;
    }

    /// <summary>Refuses secrets that can be guessed, and silos that strangers could reach and use.</summary>
    internal sealed class ClusterSecurityValidator(IOptions<ClusterSecurityOptions> options, ITransport transport, IOptions<EndpointOptions>? endpoints = null, TlsOptions? tls = null) : IConfigurationValidator
    {
        public void ValidateConfiguration()
        {
            var secret = options.Value.Secret;
            Setting.Require<ClusterSecurityOptions>(
                string.IsNullOrEmpty(secret) || secret.Length >= ClusterSecurity.SecretLengthMin, nameof(ClusterSecurityOptions.Secret), $"{secret?.Length} characters long", $"{ClusterSecurity.SecretLengthMin} or more are needed, best drawn at random");
            if (transport is not SocketTransport || endpoints is null || !string.IsNullOrEmpty(secret) || tls is { ClientCertificateMode: RemoteCertificateMode.RequireCertificate }) return;
            var value = endpoints.Value;
            IPAddress?[] addresses = [value.SiloListeningEndpoint?.Address ?? value.AdvertisedIPAddress, value.GatewayPort == 0 ? null : value.GatewayListeningEndpoint?.Address ?? value.AdvertisedIPAddress];
            if (addresses.FirstOrDefault(static address => address is not null && !IPAddress.IsLoopback(address)) is { } open)
            {
                throw new OrleansConfigurationException(
                    $"The silo listens at {open} (EndpointOptions), where other machines reach it, and anybody could join the cluster. Set ClusterSecurityOptions.Secret to the same text on every silo and client, or require certificates with UseTls; or listen on the loopback address.");
            }
        }
    }
}
