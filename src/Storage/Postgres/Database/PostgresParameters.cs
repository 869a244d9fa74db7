using Npgsql;
using NpgsqlTypes;

namespace OrleansAgents.Storage;

/// <summary>Parameters by position.</summary>
internal static class PostgresParameters
{
    public static NpgsqlParameter Text(string value) => new NpgsqlParameter<string> { TypedValue = value };

    public static NpgsqlParameter Number(long value) => new NpgsqlParameter<long> { TypedValue = value };

    /// <summary>A value of this type, or NULL.</summary>
    public static NpgsqlParameter Optional(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    public static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        NpgsqlBatchCommand command = new(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return command;
    }
}
