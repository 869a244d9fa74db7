using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OrleansAgents.LoadTest;

/// <summary>Makes the tokens of the virtual users with the gateway's own key, so that no issuer is part of what is measured.</summary>
internal sealed class LocalSigner : IDisposable
{
    private const string Issuer = "orleansagents";

    /// <summary>Names the users of load tests, and keeps them apart from all others.</summary>
    private const string Tenant = "load";

    private readonly ECDsa _key;
    private readonly string _header;

    private LocalSigner(ECDsa key)
    {
        _key = key;
        _header = Encode(new { alg = "ES256", typ = "JWT", kid = Thumbprint(key) });
    }

    /// <param name="keyFile">PKCS#8 PEM of a P-256 key.</param>
    /// <exception cref="LoadUsageException">There is no such key.</exception>
    public static LocalSigner Open(string keyFile)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(keyFile));
            return new LocalSigner(key);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new LoadUsageException($"The token key '{keyFile}' cannot be used ({problem.Message}); give the gateway's token-signing.pem by --key.");
        }
    }

    public string Create(string subject, DateTimeOffset now, TimeSpan lifetime)
    {
        var payload = Encode(new
        {
            iss = Issuer,
            aud = Issuer,
            sub = subject,
            tenant = Tenant,
            scope = "chat",
            iat = now.ToUnixTimeSeconds(),
            nbf = now.ToUnixTimeSeconds() - 1,
            exp = (now + lifetime).ToUnixTimeSeconds(),
            jti = subject,
        });
        var signature = _key.SignData(Encoding.ASCII.GetBytes($"{_header}.{payload}"), HashAlgorithmName.SHA256);
        return $"{_header}.{payload}.{Base64Url.EncodeToString(signature)}";
    }

    public void Dispose() => _key.Dispose();

    private static string Encode(object part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));

    /// <summary>RFC 7638: the hash of the public key's required members, in the order of their names.</summary>
    private static string Thumbprint(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var canonical = $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""";
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(canonical)));
    }
}
