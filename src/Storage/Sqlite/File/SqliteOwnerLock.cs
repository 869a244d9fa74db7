namespace OrleansAgents.Storage;

/// <summary>
/// Makes one process the owner of a file. SQLite itself would let a second process write, each with its own idea of which silo owns
/// which grain. The operating system holds the lock and drops it with the process, however that ends, so nothing stale ever has to
/// be cleaned up; the empty lock file that remains means nothing.
/// </summary>
internal sealed class SqliteOwnerLock : IDisposable
{
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

    public void Dispose() => _stream.Dispose();

    private static FileStream Open(string path) => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
}
