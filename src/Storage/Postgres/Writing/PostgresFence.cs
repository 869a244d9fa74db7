using Npgsql;

namespace OrleansAgents.Storage;

/// <summary>The row of this process's silo in a membership table in the same database (rule R19): while a write is committed, nobody can revoke or remove the silo, and afterwards it writes no more.</summary>
/// <param name="find">The row that the silo has joined with; null before it joins, when it runs no grains.</param>
internal sealed class PostgresFence(Func<(string Cluster, string Address, Guid Incarnation)?> find)
{
    private const string Sql = "SELECT orleansagents.require_active_silo($1, $2, $3)";

    public NpgsqlBatchCommand? Command()
        => find() is { } row
            ? new NpgsqlBatchCommand(Sql)
            {
                Parameters = { new NpgsqlParameter<string> { TypedValue = row.Cluster }, new NpgsqlParameter<string> { TypedValue = row.Address }, new NpgsqlParameter<Guid> { TypedValue = row.Incarnation } },
            }
            : null;
}
