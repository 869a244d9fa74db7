using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;

namespace OrleansAgents.Storage;

/// <summary>Refuses options under which a storage could not work, naming the storage and the option.</summary>
internal sealed class SqliteStorageOptionsValidator(IOptionsMonitor<SqliteStorageOptions> monitor, string name) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        var options = monitor.Get(name);
        if (string.IsNullOrWhiteSpace(options.DataFile))
        {
            throw Invalid(nameof(options.DataFile), "empty", "give the path of the SQLite file, for example data/state.db");
        }

        if (options.DataFile.Contains(":memory:", StringComparison.OrdinalIgnoreCase) || options.DataFile.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            throw Invalid(nameof(options.DataFile), $"'{options.DataFile}'", "give the path of a file; for state that need not last use AddMemoryGrainStorage");
        }

        RequirePositive(nameof(options.QueuedWritesMax), options.QueuedWritesMax);
        RequirePositive(nameof(options.QueuedReadsMax), options.QueuedReadsMax);
        RequirePositive(nameof(options.BatchedWritesMax), options.BatchedWritesMax);
        RequirePositive(nameof(options.ReadConnections), options.ReadConnections);
        if (!Enum.IsDefined(options.Durability))
        {
            throw Invalid(nameof(options.Durability), $"{(int)options.Durability}", $"give {SqliteDurability.Full} or {SqliteDurability.Normal}");
        }
    }

    private void RequirePositive(string option, int value)
    {
        if (value <= 0)
        {
            throw Invalid(option, $"{value}", "it must be at least 1");
        }
    }

    private OrleansConfigurationException Invalid(string option, string value, string fix)
        => new($"{nameof(SqliteStorageOptions)}.{option} of '{name}' is {value}; {fix}.");
}
