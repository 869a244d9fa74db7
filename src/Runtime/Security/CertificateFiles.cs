using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Orleans.Connections.Security;

/// <summary>Certificates in PEM files, read again when a file has changed.</summary>
internal sealed partial class CertificateFiles(TlsOptions options, ILogger logger)
{
    private readonly Lock _gate = new();
    private Stamped<X509Certificate2>? _own;
    private Stamped<X509Certificate2Collection>? _authorities;

    /// <summary>The certificate that this process shows; null if none is configured by file.</summary>
    /// <exception cref="CryptographicException">The files cannot be used; and there is no former certificate to go on with.</exception>
    public X509Certificate2? Own() => options.CertificateFile is { } file ? Current(ref _own, [file, options.KeyFile ?? file], () => Load(file, options.KeyFile)) : null;

    /// <summary>The trusted authorities; null if they are the machine's.</summary>
    public X509Certificate2Collection? Authorities() => options.AuthorityFile is { } file
        ? Current(ref _authorities, [file], () =>
        {
            var found = new X509Certificate2Collection();
            found.ImportFromPemFile(file);
            return found.Count > 0 ? found : throw new CryptographicException($"The file '{file}' (TlsOptions.AuthorityFile) holds no certificate in PEM format.");
        })
        : null;

    private static X509Certificate2 Load(string file, string? keyFile)
    {
        try
        {
            using var read = X509Certificate2.CreateFromPemFile(file, keyFile);

            // A key that is only in memory is not accepted by every platform's TLS; one that went through an export is.
            return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CryptographicException($"The certificate in '{file}' with the key in '{keyFile ?? file}' (TlsOptions.CertificateFile, KeyFile) cannot be used: {failure.Message}", failure);
        }
    }

    private T Current<T>(ref Stamped<T>? known, string[] files, Func<T> load)
        where T : class
    {
        lock (_gate)
        {
            var stamp = files.Max(static file => File.GetLastWriteTimeUtc(file));
            if (known is not null && known.Stamp == stamp) return known.Value;
            try
            {
                known = new Stamped<T>(load(), stamp);
            }
            catch (Exception failure) when (known is not null)
            {
                // A file that is being replaced may be half written: the former one serves until the new one can be read.
                LogKept(logger, files[0], failure.Message);
                return known.Value;
            }

            return known.Value;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The changed file {File} cannot be read, the former certificate is kept: {Reason}")]
    private static partial void LogKept(ILogger logger, string file, string reason);

    private sealed record Stamped<T>(T Value, DateTime Stamp);
}
