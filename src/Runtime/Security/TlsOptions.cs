using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Orleans.Connections.Security;

/// <summary>Whether the other side of a connection must show a certificate.</summary>
public enum RemoteCertificateMode
{
    /// <summary>It is not asked for one.</summary>
    NoCertificate,

    /// <summary>It may have none; one that it has must be valid.</summary>
    AllowCertificate,

    /// <summary>It must have a valid one.</summary>
    RequireCertificate,
}

/// <summary>Judges the certificate of the other side.</summary>
public delegate bool RemoteCertificateValidator(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors policyErrors);

/// <summary>TLS between silos, and between clients and silos. By default both sides must show a certificate that the other trusts.</summary>
public class TlsOptions
{
    /// <summary>The certificate, with its private key, that this process shows; as a server and as a client. Ignored where a selector or <see cref="CertificateFile"/> is set.</summary>
    public X509Certificate2? LocalCertificate { get; set; }

    /// <summary>Chooses the certificate of an accepted connection; asked for each, so that certificates can change.</summary>
    public Func<X509Certificate2?>? LocalServerCertificateSelector { get; set; }

    /// <summary>Chooses the certificate of a dialled connection; asked for each.</summary>
    public Func<X509Certificate2?>? LocalClientCertificateSelector { get; set; }

    /// <summary>A PEM file with the certificate and the chain that this process shows. Read again when it has changed, so that a certificate can be renewed without a restart.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>A PEM file with the private key of <see cref="CertificateFile"/>; null if it is in the same file.</summary>
    public string? KeyFile { get; set; }

    /// <summary>A PEM file with the authorities whose certificates are accepted, instead of those that the machine trusts. Read again when it has changed.</summary>
    public string? AuthorityFile { get; set; }

    /// <summary>What is asked of silos that this process connects to.</summary>
    public RemoteCertificateMode RemoteCertificateMode { get; set; } = RemoteCertificateMode.RequireCertificate;

    /// <summary>What is asked of silos and clients that connect to this process.</summary>
    public RemoteCertificateMode ClientCertificateMode { get; set; } = RemoteCertificateMode.RequireCertificate;

    /// <summary>Judges certificates instead of the usual rules.</summary>
    public RemoteCertificateValidator? RemoteCertificateValidation { get; set; }

    /// <summary>The name that a silo's certificate must have; null if any name of a trusted authority will do, as silos are found by address and not by name.</summary>
    public string? TargetHost { get; set; }

    public SslProtocols SslProtocols { get; set; } = SslProtocols.Tls13 | SslProtocols.Tls12;

    public bool CheckCertificateRevocation { get; set; }

    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Accepts any certificate: for tests.</summary>
    public void AllowAnyRemoteCertificate() => RemoteCertificateValidation = static (_, _, _) => true;
}
