using Microsoft.Data.Sqlite;
using Orleans.Runtime;
using SQLitePCL;

namespace OrleansAgents.Storage;

/// <summary>What a failure of SQLite means for whoever runs the silo.</summary>
internal static class SqliteFailure
{
    public static Exception Translate(string dataFile, Exception failure)
    {
        if (failure is not SqliteException sqlite)
        {
            return failure is OrleansException ? failure : new SqliteStorageException($"SQLite file '{dataFile}' could not be used: {failure.Message}", failure);
        }

        return sqlite.SqliteErrorCode switch
        {
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => Corrupt(dataFile, sqlite.Message, sqlite),
            raw.SQLITE_FULL => Failed(dataFile, "its disk is full; free some space, the silo goes on by itself", sqlite),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => Failed(dataFile, "another program holds it locked for writing; close that program's transaction", sqlite),
            raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_CANTOPEN => Failed(dataFile, "this process may not write it; check the rights on the file and on its directory", sqlite),
            raw.SQLITE_IOERR => Failed(dataFile, "its disk reports an error; check the disk", sqlite),
            raw.SQLITE_TOOBIG => Failed(dataFile, "the record is larger than SQLite accepts (1 GB); store less in one state", sqlite),
            _ => Failed(dataFile, "see the cause", sqlite),
        };
    }

    public static SqliteFileCorruptException Corrupt(string dataFile, string finding, Exception? cause = null)
    {
        var text = $"SQLite file '{dataFile}' is damaged or is no SQLite database ({finding}). It was left as it is. "
            + "Put a backup in its place, or recover what is left with 'sqlite3 <file> .recover' into a new file, or move it away to start empty.";
        return cause is null ? new SqliteFileCorruptException(text) : new SqliteFileCorruptException(text, cause);
    }

    private static SqliteStorageException Failed(string dataFile, string meaning, SqliteException cause)
        => new($"SQLite file '{dataFile}' could not be used: {meaning}. SQLite says: {cause.Message}", cause);
}
