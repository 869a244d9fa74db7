using Orleans.Runtime;

namespace Orleans.Configuration;

/// <summary>Membership in a database, for silos.</summary>
public class AdoNetClusteringSiloOptions
{
    /// <summary>Of the PostgreSQL database, as Npgsql takes it. The tables are made in it when the first silo starts.</summary>
    [Redact]
    public string? ConnectionString { get; set; }

    /// <summary>Which database it is: "Npgsql", PostgreSQL.</summary>
    public string Invariant { get; set; } = AdoNetOptions.Npgsql;
}

/// <summary>Membership in a database, for clients.</summary>
public class AdoNetClusteringClientOptions
{
    /// <inheritdoc cref="AdoNetClusteringSiloOptions.ConnectionString"/>
    [Redact]
    public string? ConnectionString { get; set; }

    /// <inheritdoc cref="AdoNetClusteringSiloOptions.Invariant"/>
    public string Invariant { get; set; } = AdoNetOptions.Npgsql;
}

/// <summary>Reminders in a database.</summary>
public class AdoNetReminderTableOptions
{
    /// <inheritdoc cref="AdoNetClusteringSiloOptions.ConnectionString"/>
    [Redact]
    public string? ConnectionString { get; set; }

    /// <inheritdoc cref="AdoNetClusteringSiloOptions.Invariant"/>
    public string Invariant { get; set; } = AdoNetOptions.Npgsql;
}

/// <summary>What the options of all providers on databases have in common.</summary>
internal static class AdoNetOptions
{
    public const string Npgsql = "Npgsql";

    /// <exception cref="OrleansConfigurationException">The database is of a kind that is not supported, or the connection string cannot be used.</exception>
    public static void Validate(string options, string invariant, string? connectionString)
    {
        if (invariant != Npgsql)
        {
            throw new OrleansConfigurationException(
                $"{options}.{nameof(AdoNetClusteringSiloOptions.Invariant)} is '{invariant}'; the supported database is PostgreSQL: give '{Npgsql}' and a connection string of a PostgreSQL database.");
        }

        if (string.IsNullOrWhiteSpace(connectionString))
        {
            throw new OrleansConfigurationException(
                $"{options}.{nameof(AdoNetClusteringSiloOptions.ConnectionString)} is empty; give that of a PostgreSQL database, for example 'Host=localhost;Database=orleans;Username=orleans;Password=...'.");
        }

        try
        {
            if (string.IsNullOrEmpty(new global::Npgsql.NpgsqlConnectionStringBuilder(connectionString).Host))
            {
                throw new ArgumentException("Host is missing.");
            }
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new OrleansConfigurationException(
                $"{options}.{nameof(AdoNetClusteringSiloOptions.ConnectionString)} is no connection string of PostgreSQL: {failure.Message} Correct it, for example 'Host=localhost;Database=orleans;Username=orleans;Password=...'.", failure);
        }
    }
}
