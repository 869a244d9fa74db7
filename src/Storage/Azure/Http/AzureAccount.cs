using Azure.Core;
using Azure.Core.Pipeline;
using Orleans.Runtime;

namespace OrleansAgents.Storage;

/// <summary>One service of a storage account: where it is, and who we are there.</summary>
internal sealed class AzureAccount
{
    private static readonly string[] TokenScopes = ["https://storage.azure.com/.default"];

    private readonly string _address;

    private AzureAccount(Uri address, HttpPipelinePolicy authentication, string optionsName, string addressSetting, string credentialSetting)
    {
        _address = address.GetLeftPart(UriPartial.Path).TrimEnd('/');
        Authentication = authentication;
        OptionsName = optionsName;
        AddressSettings = $"{optionsName}.{addressSetting}";
        CredentialSettings = $"{optionsName}.{credentialSetting}";
    }

    /// <summary>Adds the credential to each try of a request.</summary>
    public HttpPipelinePolicy Authentication { get; }

    /// <summary>The class of the options from which this account comes.</summary>
    public string OptionsName { get; }

    /// <summary>The setting that gives the address, for texts.</summary>
    public string AddressSettings { get; }

    /// <summary>The setting that gives the credential, for texts.</summary>
    public string CredentialSettings { get; }

    /// <exception cref="OrleansConfigurationException">The options describe no account; the text names the setting.</exception>
    public static AzureAccount From(AzureStorageOptions options, AzureService service, string name)
    {
        var optionsName = options.GetType().Name;
        if (!string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            return options.ServiceUri is null && options.Credential is null && options.SasCredential is null
                ? FromConnectionString(options.ConnectionString, service, optionsName, name)
                : throw Invalid(nameof(options.ConnectionString), "given beside ServiceUri, Credential or SasCredential", "give one or the other");
        }

        var address = options.ServiceUri ?? throw Invalid(
            nameof(options.ConnectionString), "empty", $"give it, or give {nameof(options.ServiceUri)} and {nameof(options.Credential)}");
        if (!IsHttp(address))
        {
            throw Invalid(nameof(options.ServiceUri), $"'{address}'", "give the whole address of the service, such as https://account.table.core.windows.net");
        }

        switch (options.Credential, options.SasCredential, address.Query.Length > 1)
        {
            case ({ } token, null, false):
                return address.Scheme == Uri.UriSchemeHttps
                    ? new(address, new BearerTokenAuthenticationPolicy(token, TokenScopes), optionsName, nameof(options.ServiceUri), nameof(options.Credential))
                    : throw Invalid(nameof(options.ServiceUri), $"'{address}'", "tokens travel over https alone; give an https address");
            case (null, { } sas, false):
                return new(address, new SharedAccessSignaturePolicy(() => sas.Signature), optionsName, nameof(options.ServiceUri), nameof(options.SasCredential));
            case (null, null, true):
                return new(address, new SharedAccessSignaturePolicy(() => address.Query), optionsName, nameof(options.ServiceUri), nameof(options.ServiceUri));
            case (null, null, false):
                throw Invalid(nameof(options.Credential), "missing", $"give it, or {nameof(options.SasCredential)}, or a shared access signature as the query of {nameof(options.ServiceUri)}");
            default:
                throw Invalid(nameof(options.Credential), "given beside another credential", $"give only one of it, {nameof(options.SasCredential)} and the query of {nameof(options.ServiceUri)}");
        }

        OrleansConfigurationException Invalid(string option, string value, string fix) => new($"{optionsName}.{option} of '{name}' is {value}; {fix}.");
    }

    public Uri AddressOf(string pathAndQuery) => new(_address + pathAndQuery);

    /// <summary>For texts: the address, which holds no secret.</summary>
    public override string ToString() => _address;

    private static AzureAccount FromConnectionString(string text, AzureService service, string optionsName, string name)
    {
        const string Setting = nameof(AzureStorageOptions.ConnectionString);
        AzureConnectionString parsed;
        try
        {
            parsed = AzureConnectionString.Parse(text, service);
        }
        catch (FormatException failure)
        {
            throw new OrleansConfigurationException($"{optionsName}.{Setting} of '{name}' cannot be used: {failure.Message}");
        }

        HttpPipelinePolicy authentication = parsed.Signature is { } signature
            ? new SharedAccessSignaturePolicy(() => signature)
            : new SharedKeyPolicy(service, parsed.AccountName!, parsed.AccountKey!);
        return new(parsed.Address, authentication, optionsName, Setting, Setting);
    }

    private static bool IsHttp(Uri address) => address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);
}
