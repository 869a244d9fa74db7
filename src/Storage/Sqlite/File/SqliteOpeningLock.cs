namespace OrleansAgents.Storage;

/// <summary>
/// Lets the processes that share a file open it one after another: making the tables and beginning the write-ahead log need the file
/// for oneself, and SQLite does not wait for that in every case. The operating system drops the lock with its process.
/// </summary>
internal sealed class SqliteOpeningLock : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>A minute: opening may check a file of many megabytes on a slow disk, in each of several processes.</summary>
    private const int AttemptsMax = 3_000;

    private readonly FileStream _stream;

    private SqliteOpeningLock(FileStream stream) => _stream = stream;

    /// <exception cref="SqliteFileInUseException">Another process has not opened the file within a minute.</exception>
    public static SqliteOpeningLock Take(string dataFile)
    {
        var path = dataFile + ".opening";
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new SqliteOpeningLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
            }
            catch (IOException failure) when (failure is not (DirectoryNotFoundException or PathTooLongException))
            {
                if (attempt == AttemptsMax)
                {
                    throw new SqliteFileInUseException(
                        $"Another process has been opening SQLite file '{dataFile}' for {(AttemptsMax * Interval).TotalSeconds} s (it holds the lock on '{path}'); see what it waits for, or end it.", failure);
                }

                Thread.Sleep(Interval);
            }
        }
    }

    public void Dispose() => _stream.Dispose();
}
