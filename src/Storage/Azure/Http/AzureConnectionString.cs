namespace OrleansAgents.Storage;

/// <summary>What a connection string says of one service. Either the account's key is known, or a signature.</summary>
internal sealed record AzureConnectionString(Uri Address, string? AccountName, byte[]? AccountKey, string? Signature)
{
    /// <summary>The account of every emulator; its key is published, and so no secret.</summary>
    private const string Development =
        "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
        + "BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1;TableEndpoint=http://127.0.0.1:10002/devstoreaccount1";

    /// <exception cref="FormatException">It cannot be used; the text names the part, and no secret.</exception>
    public static AzureConnectionString Parse(string text, AzureService service)
    {
        var parts = Split(text);
        if (parts.TryGetValue("UseDevelopmentStorage", out var development) && bool.TryParse(development, out var isDevelopment) && isDevelopment)
        {
            parts = Split(Development);
        }

        var signature = parts.GetValueOrDefault("SharedAccessSignature");
        var account = parts.GetValueOrDefault("AccountName");
        var address = AddressOf(parts, account, service);
        if (signature is not null)
        {
            return new(address, account, null, signature);
        }

        if (account is null)
        {
            throw new FormatException("it has no AccountName; copy it whole from the account's page of keys.");
        }

        var key = parts.GetValueOrDefault("AccountKey") ?? throw new FormatException("it has neither AccountKey nor SharedAccessSignature; copy it whole from the account's page of keys.");
        return new(address, account, KeyOf(key), null);
    }

    private static Dictionary<string, string> Split(string text)
    {
        Dictionary<string, string> parts = new(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var end = part.IndexOf('=', StringComparison.Ordinal);
            if (end <= 0)
            {
                throw new FormatException("one of its parts is not of the form name=value; parts are separated by semicolons.");
            }

            if (part.Length > end + 1)
            {
                parts[part[..end].Trim()] = part[(end + 1)..].Trim();
            }
        }

        return parts;
    }

    private static Uri AddressOf(Dictionary<string, string> parts, string? account, AzureService service)
    {
        var setting = $"{service}Endpoint";
        if (!parts.TryGetValue(setting, out var address))
        {
            var suffix = parts.GetValueOrDefault("EndpointSuffix", "core.windows.net");
            var scheme = parts.GetValueOrDefault("DefaultEndpointsProtocol", "https");
            setting = "DefaultEndpointsProtocol, AccountName or EndpointSuffix";
            address = account is null
                ? throw new FormatException($"it has neither {service}Endpoint nor AccountName, so the address of the service is not known.")
                : $"{scheme}://{account}.{service.ToString().ToLowerInvariant()}.{suffix}";
        }

        return Uri.TryCreate(address, UriKind.Absolute, out var parsed) && (parsed.Scheme == Uri.UriSchemeHttp || parsed.Scheme == Uri.UriSchemeHttps)
            ? parsed
            : throw new FormatException($"its {setting} gives '{address}', which is no http address.");
    }

    private static byte[] KeyOf(string key)
    {
        try
        {
            return Convert.FromBase64String(key);
        }
        catch (FormatException)
        {
            throw new FormatException("its AccountKey is not Base64; copy the key whole, with the '=' at its end.");
        }
    }
}
