using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace OrleansAgents.Storage;

/// <summary>
/// The open files of this process, one for each path however many storages and silos use it: a file has one writer, and the lock that
/// keeps other processes out would keep a second one of this process out as well. This is the reason for static state here.
/// </summary>
internal static class SqliteFiles
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, Shared> Open = new(StringComparer.Ordinal);

    /// <summary>Opens the file or joins those who have it open. Each call is matched by one <see cref="Release"/>.</summary>
    /// <param name="cluster">Equal for silos of one cluster; null for who owns no grains. Silos of two would each believe to own every grain of the file.</param>
    /// <exception cref="SqliteFileInUseException">It is open for a silo of another cluster.</exception>
    /// <exception cref="SqliteStorageException">The file cannot be used.</exception>
    /// <exception cref="OrleansConfigurationException">It is open with other options.</exception>
    public static SqliteFile Acquire(SqliteFileSettings settings, object? cluster, TimeProvider time, ILogger logger)
    {
        lock (Gate)
        {
            if (!Open.TryGetValue(settings.DataFile, out var shared))
            {
                Open.Add(settings.DataFile, shared = new Shared(SqliteFile.Open(settings, time, logger), cluster));
            }
            else if (shared.Cluster is not null && cluster is not null && !Equals(shared.Cluster, cluster))
            {
                throw new SqliteFileInUseException(
                    $"SQLite file '{settings.DataFile}' is open in this process for a silo of another cluster: the two silos do not know each other, and each would believe to own every grain in it. "
                    + $"Give this one another {nameof(SqliteStorageOptions)}.{nameof(SqliteStorageOptions.DataFile)}, or have both join one cluster.");
            }
            else if (shared.File.Settings != settings && !IsGuest(shared, settings, cluster))
            {
                throw new OrleansConfigurationException(
                    $"SQLite file '{settings.DataFile}' is used twice with different {nameof(SqliteStorageOptions)}: {shared.File.Settings} and {settings}. Give both the same, or two files.");
            }

            shared.Cluster ??= cluster;
            shared.Users++;
            return shared.File;
        }
    }

    /// <summary>An event log without a silo belongs to no cluster: it may use a file that this process shares with others.</summary>
    private static bool IsGuest(Shared shared, SqliteFileSettings settings, object? cluster)
        => cluster is null && settings.SharedBy is null && shared.File.Settings == settings with { SharedBy = shared.File.Settings.SharedBy };

    /// <summary>Closes the file when nobody uses it any more.</summary>
    public static void Release(SqliteFile file)
    {
        lock (Gate)
        {
            var shared = Open[file.Settings.DataFile];
            if (--shared.Users == 0)
            {
                Open.Remove(file.Settings.DataFile);
                file.Dispose();
            }
        }
    }

    private sealed class Shared(SqliteFile file, object? cluster)
    {
        public object? Cluster { get; set; } = cluster;

        public SqliteFile File { get; } = file;

        public int Users { get; set; }
    }
}
