using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace OrleansAgents.Gateway;

/// <summary>
/// The key that signs this installation's own tokens: made on the first start, so that the assistant runs with nothing configured, and kept in a file that only its owner can read,
/// because whoever reads it can be anybody.
/// </summary>
internal sealed class LocalKey : IDisposable
{
    private const string FileName = "token-signing.pem";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = ~(OwnerOnly | UnixFileMode.UserExecute);

    private readonly ECDsa _key;

    /// <summary>The library's own cache is the process's, and finds a key by its name: it would give one installation's closed key to another that has the same.</summary>
    private readonly InMemoryCryptoProviderCache _providers = new();

    private LocalKey(ECDsa key)
    {
        _key = key;
        SecurityKey = new ECDsaSecurityKey(key) { KeyId = Thumbprint(key), CryptoProviderFactory = new CryptoProviderFactory(_providers) };
        Signing = new SigningCredentials(SecurityKey, SecurityAlgorithms.EcdsaSha256);
    }

    public ECDsaSecurityKey SecurityKey { get; }

    public SigningCredentials Signing { get; }

    /// <summary>Opens the key of a folder, or makes one.</summary>
    /// <exception cref="LocalKeyException">The file is no such key, or others can read it.</exception>
    public static LocalKey Open(string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
        {
            Make(folder, file);
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Others) != 0)
        {
            throw new LocalKeyException($"The token key '{file}' has mode {Convert.ToString((int)File.GetUnixFileMode(file), 8)}, so others can use it; set it to 600, and delete it if anybody may have read it.");
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(file));
            return key.KeySize == 256 ? new LocalKey(key) : throw new CryptographicException($"it has {key.KeySize} bits, not 256");
        }
        catch (Exception problem) when (problem is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            key.Dispose();
            throw new LocalKeyException($"The token key '{file}' cannot be used ({problem.Message}); put back the P-256 key in PKCS#8 PEM, or delete it to have a new one made.");
        }
    }

    public void Dispose()
    {
        _providers.Dispose();
        _key.Dispose();
    }

    /// <summary>Written under another name and moved, so that nobody ever sees half a key, and of two processes that start at once one wins.</summary>
    private static void Make(string folder, string file)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var draft = $"{file}.{Environment.ProcessId}";
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (FileStream stream = new(draft, options))
        {
            stream.Write(Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(draft);
        }
    }

    /// <summary>RFC 7638: the hash of the public key's required members, in the order of their names.</summary>
    private static string Thumbprint(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var canonical = $"{{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"{Base64UrlEncoder.Encode(point.X)}\",\"y\":\"{Base64UrlEncoder.Encode(point.Y)}\"}}";
        return Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(canonical)));
    }
}

/// <summary>The file of the local key is not as it must be; the process does not start.</summary>
internal sealed class LocalKeyException(string message) : IOException(message);
