using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OrleansAgents.Runtime.Tests.Transport;

/// <summary>An authority with certificates of its own, as PEM files in a folder of its own.</summary>
internal sealed class Certificates : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orleansagents-certificates-");
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;

    public Certificates()
    {
        var request = new CertificateRequest("CN=authority of a test", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-10), DateTimeOffset.UtcNow.AddDays(10));
        AuthorityFile = Write("authority.pem", _authority.ExportCertificatePem());
    }

    public string AuthorityFile { get; }

    /// <summary>A certificate with its key, in a file of this name.</summary>
    /// <param name="name">Written over if it is there.</param>
    /// <param name="hasExpired">True for one that was good until yesterday.</param>
    public string Issue(string name, bool hasExpired = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var (from, until) = hasExpired ? (-5, -1) : (-5, 5);
        using var certificate = request.Create(_authority, DateTimeOffset.UtcNow.AddDays(from), DateTimeOffset.UtcNow.AddDays(until), Guid.NewGuid().ToByteArray());
        return Write($"{name}.pem", certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _authority.Dispose();
        _key.Dispose();
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }
}
