using Microsoft.Extensions.Options;
using OrleansAgents.Storage;

namespace OrleansAgents.Silo;

/// <summary>Where a process keeps what must last; section <c>Data</c>.</summary>
public sealed class DataOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Data";

    /// <summary>The folder of the SQLite file and of the keys; made if it does not exist.</summary>
    public string Folder { get; set; } = "./data";

    /// <summary>What an awaited write promises when it returns.</summary>
    public SqliteDurability Durability { get; set; } = SqliteDurability.Full;

    /// <summary>The one file of grains, reminders, events and idempotency keys: they share a writer, and so its flushes.</summary>
    public string DataFile => Path.Combine(Path.GetFullPath(Folder), "assistant.db");

    /// <summary>The membership table of processes that share the folder. A file of its own: a member that has to wait for long writes of states would seem dead.</summary>
    public string ClusterFile => Path.Combine(Path.GetFullPath(Folder), "cluster.db");

    /// <summary>The folder of the keys.</summary>
    public string KeysFolder => Path.Combine(Path.GetFullPath(Folder), "keys");

    /// <summary>How <see cref="DataFile"/> is used; the same for all that use it.</summary>
    public void ConfigureDataFile(SqliteStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (options.DataFile, options.Durability) = (DataFile, Durability);
    }

    /// <summary>How <see cref="ClusterFile"/> is used.</summary>
    public void ConfigureClusterFile(SqliteStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (options.DataFile, options.Durability) = (ClusterFile, Durability);
    }

    /// <summary>The settings of a process that has no services.</summary>
    /// <exception cref="OptionsValidationException">A setting is wrong.</exception>
    public static DataOptions Read(IConfiguration configuration) => configuration.ReadSettings(Section, new DataOptionsValidator());
}

/// <summary>Finds out at the start whether the folder can be written to, not when the first message comes.</summary>
internal sealed class DataOptionsValidator : IValidateOptions<DataOptions>
{
    public ValidateOptionsResult Validate(string? name, DataOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Folder))
        {
            return ValidateOptionsResult.Fail("Data:Folder is empty; give the folder where the assistant keeps its data, for example ./data.");
        }

        if (!Enum.IsDefined(options.Durability))
        {
            return ValidateOptionsResult.Fail($"Data:Durability is {(int)options.Durability}; give {nameof(SqliteDurability.Full)} or {nameof(SqliteDurability.Normal)}.");
        }

        try
        {
            Directory.CreateDirectory(options.Folder);
            using var probe = new FileStream(
                Path.Combine(options.Folder, $".probe-{Environment.ProcessId}"), FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return ValidateOptionsResult.Success;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return ValidateOptionsResult.Fail($"Data:Folder is '{options.Folder}', which cannot be written to ({problem.Message}); give a folder that this process may write to.");
        }
    }
}
