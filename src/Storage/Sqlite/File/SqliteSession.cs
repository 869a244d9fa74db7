using Microsoft.Data.Sqlite;

namespace OrleansAgents.Storage;

/// <summary>A connection with the statements prepared on it. Used by one thread.</summary>
internal sealed class SqliteSession(SqliteConnection connection) : IDisposable
{
    /// <summary>Statements are known by the constant that holds their text, so looking one up does not read it.</summary>
    private readonly Dictionary<string, SqliteStatement> _statements = new(ReferenceEqualityComparer.Instance as IEqualityComparer<string>);

    public SqliteConnection Connection => connection;

    /// <param name="sql">A constant.</param>
    public SqliteStatement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            _statements.Add(sql, statement = new SqliteStatement(connection, sql));
        }

        return statement;
    }

    /// <summary>Executes statements that are used once.</summary>
    public void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The first column of the first row of a statement that is used once; null when there is none.</summary>
    public object? Ask(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        connection.Dispose();
    }
}
