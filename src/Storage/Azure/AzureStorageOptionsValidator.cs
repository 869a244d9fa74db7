using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;

namespace OrleansAgents.Storage;

/// <summary>Refuses options under which a storage could not work, naming the storage and the option. No text repeats a secret.</summary>
internal sealed partial class AzureStorageOptionsValidator<TOptions>(IOptionsMonitor<TOptions> monitor, string name) : IConfigurationValidator
    where TOptions : AzureStorageOptions
{
    /// <summary>A timer takes no longer waits.</summary>
    private static readonly TimeSpan OperationTimeoutMax = TimeSpan.FromDays(1);

    public void ValidateConfiguration()
    {
        var options = monitor.Get(name);
        if (options.OperationTimeout <= TimeSpan.Zero || options.OperationTimeout > OperationTimeoutMax)
        {
            throw Invalid(nameof(options.OperationTimeout), $"{options.OperationTimeout}", "give a positive time, such as 25 s");
        }

        switch (options)
        {
            case AzureTableStorageOptions table:
                ValidateTable(table);
                break;
            case AzureBlobStorageOptions blob:
                ValidateBlob(blob);
                break;
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{2,62}$")]
    private static partial Regex TableName();

    [GeneratedRegex("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex ContainerName();

    private void ValidateTable(AzureTableStorageOptions options)
    {
        if (!TableName().IsMatch(options.TableName) || string.Equals(options.TableName, "tables", StringComparison.OrdinalIgnoreCase))
        {
            throw Invalid(nameof(options.TableName), $"'{options.TableName}'", "give 3 to 63 letters and digits, the first one a letter, other than 'tables'");
        }

        AzureAccount.From(options, AzureService.Table, name);
    }

    private void ValidateBlob(AzureBlobStorageOptions options)
    {
        if (!ContainerName().IsMatch(options.ContainerName))
        {
            throw Invalid(nameof(options.ContainerName), $"'{options.ContainerName}'", "give 3 to 63 lower-case letters, digits and single hyphens between them");
        }

        if (options.StateBytesMax <= 0)
        {
            throw Invalid(nameof(options.StateBytesMax), $"{options.StateBytesMax}", "it must be at least 1");
        }

        AzureAccount.From(options, AzureService.Blob, name);
    }

    private OrleansConfigurationException Invalid(string option, string value, string fix)
        => new($"{typeof(TOptions).Name}.{option} of '{name}' is {value}; {fix}.");
}
