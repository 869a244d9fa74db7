namespace OrleansAgents.Storage;

/// <summary>
/// Makes one process the owner of a file. SQLite itself would let a second process write, each with its own idea of which silo owns
/// which grain. The operating system holds the lock and drops it with the process, however that ends, so nothing stale ever has to
/// be cleaned up; the lock file that remains means nothing.
/// </summary>
/// <remarks>
/// Processes of one cluster own a file together: each holds the lock shared, which keeps out whoever wants it alone, and the lock file
/// says which cluster they are of. Only who holds the lock alone writes that, so it changes only when nobody has the file open.
/// </remarks>
internal sealed class SqliteOwnerLock : IDisposable
{
    /// <summary>A second: the name is written in far less.</summary>
    private const int SharedAttemptsMax = 100;

    private readonly FileStream _stream;

    private SqliteOwnerLock(FileStream stream) => _stream = stream;

    /// <exception cref="SqliteFileInUseException">Another process, or another part of this one, owns the file.</exception>
    public static SqliteOwnerLock Take(string dataFile)
    {
        var path = dataFile + ".owner";
        FileStream stream;
        try
        {
            stream = Open(path);
        }
        catch (IOException failure) when (failure is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new SqliteFileInUseException(
                $"SQLite file '{dataFile}' belongs to another process that is running (it holds the lock on '{path}'). Stop that process, or give this one another "
                + $"{nameof(SqliteStorageOptions)}.{nameof(SqliteStorageOptions.DataFile)}; silos in several processes share state through a database server.",
                failure);
        }

        try
        {
            using var second = Open(path);
        }
        catch (IOException)
        {
            return new SqliteOwnerLock(stream);
        }

        stream.Dispose();
        throw new SqliteStorageException(
            $"The file system of '{dataFile}' grants the lock on '{path}' twice, so a second process could not be kept out. Put the file on a local disk, and leave System.IO.DisableFileLocking off.");
    }

    /// <summary>Owns the file together with other processes of the cluster.</summary>
    /// <param name="dataFile">The file.</param>
    /// <param name="cluster">Names the cluster; the same in all its processes and in no other.</param>
    /// <exception cref="SqliteFileInUseException">A process that is not of this cluster has the file.</exception>
    public static SqliteOwnerLock TakeShared(string dataFile, string cluster)
    {
        var path = dataFile + ".owner";
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                WriteIfAlone(path, cluster);
                FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
                var owner = new StreamReader(stream).ReadToEnd();
                if (owner == cluster)
                {
                    return new SqliteOwnerLock(stream);
                }

                stream.Dispose();
                throw new SqliteFileInUseException(
                    $"SQLite file '{dataFile}' is in use by processes of {owner}; this one is of {cluster}, and silos of two clusters would each believe to own every grain in it. "
                    + $"Give this one another {nameof(SqliteStorageOptions)}.{nameof(SqliteStorageOptions.DataFile)}, or have all join one cluster.");
            }
            catch (IOException failure) when (failure is not (DirectoryNotFoundException or PathTooLongException))
            {
                if (attempt == SharedAttemptsMax)
                {
                    throw new SqliteFileInUseException(
                        $"SQLite file '{dataFile}' belongs to another process alone (it holds the lock on '{path}'), one that does not use UseSqliteClustering. Stop that process, have it join {cluster}, or give this one another "
                        + $"{nameof(SqliteStorageOptions)}.{nameof(SqliteStorageOptions.DataFile)}.",
                        failure);
                }

                // Another process of the cluster holds it alone for the moment in which it writes the name.
                Thread.Sleep(10);
            }
        }
    }

    public void Dispose() => _stream.Dispose();

    private static void WriteIfAlone(string path, string cluster)
    {
        FileStream stream;
        try
        {
            stream = Open(path);
        }
        catch (IOException failure) when (failure is not (DirectoryNotFoundException or PathTooLongException))
        {
            return;
        }

        using (stream)
        {
            stream.SetLength(0);
            stream.Write(System.Text.Encoding.UTF8.GetBytes(cluster));
        }
    }

    private static FileStream Open(string path) => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
}
