using Microsoft.Extensions.Options;

namespace OrleansAgents.Silo;

/// <summary>Where processes of one cluster meet, and what they keep there.</summary>
public enum ClusterStore
{
    /// <summary>Nowhere: one process with a silo in it, which opens no port for others.</summary>
    None,

    /// <summary>In SQLite files of the data folder, for processes of one machine.</summary>
    Sqlite,

    /// <summary>In a PostgreSQL database.</summary>
    Postgres,
}

/// <summary>How processes find each other and whom they trust; section <c>Cluster</c>, the same for every process of a cluster.</summary>
public sealed class ClusterStoreOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Cluster";

    /// <summary>Where the membership table, states, reminders and events are.</summary>
    public ClusterStore Store { get; set; }

    /// <summary>Of the PostgreSQL database, as Npgsql takes it.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>What every process of the cluster knows and nobody else; required, or certificates, where others can reach a silo.</summary>
    public string Secret { get; set; } = "";

    /// <summary>A PEM file with this process's certificate and its chain; empty for connections without TLS.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>A PEM file with the certificate's private key; empty if that is in the same file.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>A PEM file with the authorities whose certificates are accepted; empty for those that the machine trusts.</summary>
    public string AuthorityFile { get; set; } = "";

    /// <summary>
    /// How long a silo may run after it last renewed its place. Silos that hang or are cut off are replaced after a little more; on a machine that is much too busy a short one costs silos that are well.
    /// </summary>
    public double LeaseSeconds { get; set; } = 2;

    /// <summary>Whether silos stop when the store has been away for the length of a lease. Otherwise they go on as long as a majority agrees that it is away.</summary>
    public bool StopWithoutStore { get; set; }

    /// <summary>The settings of a process that has no services yet.</summary>
    /// <exception cref="OptionsValidationException">A setting is wrong.</exception>
    public static ClusterStoreOptions Read(IConfiguration configuration) => configuration.ReadSettings(Section, new ClusterStoreOptionsValidator());
}

/// <summary>Refuses settings that contradict each other, naming them.</summary>
internal sealed class ClusterStoreOptionsValidator : IValidateOptions<ClusterStoreOptions>
{
    private const int SecretCharactersMin = 16;
    private const double LeaseSecondsMin = 1;
    private const double LeaseSecondsMax = 300;

    public ValidateOptionsResult Validate(string? name, ClusterStoreOptions options)
    {
        List<string> problems = [];
        if (!Enum.IsDefined(options.Store))
        {
            problems.Add($"Cluster:Store is {(int)options.Store}; give none, sqlite or postgres.");
        }

        if (options.Store == ClusterStore.Postgres && options.ConnectionString.Length == 0)
        {
            problems.Add("Cluster:ConnectionString is empty, but Cluster:Store is postgres; give the database, for example Host=db;Username=assistant;Database=assistant.");
        }

        if (options.Store != ClusterStore.Postgres && options.ConnectionString.Length > 0)
        {
            problems.Add($"Cluster:ConnectionString is set, but Cluster:Store is {Lower(options.Store)}, which does not use it; set Cluster:Store=postgres or leave it out.");
        }

        if (options.Secret.Length is > 0 and < SecretCharactersMin)
        {
            problems.Add($"Cluster:Secret has {options.Secret.Length} characters; give {SecretCharactersMin} or more, best drawn at random: openssl rand -base64 32.");
        }

        if (options.LeaseSeconds is not (>= LeaseSecondsMin and <= LeaseSecondsMax))
        {
            problems.Add($"Cluster:LeaseSeconds is {options.LeaseSeconds}; give a number from {LeaseSecondsMin} to {LeaseSecondsMax}, the same for every silo.");
        }

        RequireCertificate(problems, "Cluster:KeyFile", options.KeyFile, options.CertificateFile);
        RequireCertificate(problems, "Cluster:AuthorityFile", options.AuthorityFile, options.CertificateFile);
        RequireFile(problems, "Cluster:CertificateFile", options.CertificateFile);
        RequireFile(problems, "Cluster:KeyFile", options.KeyFile);
        RequireFile(problems, "Cluster:AuthorityFile", options.AuthorityFile);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static void RequireCertificate(List<string> problems, string setting, string file, string certificate)
    {
        if (file.Length > 0 && certificate.Length == 0)
        {
            problems.Add($"{setting} is '{file}', but Cluster:CertificateFile is empty; give the certificate that this process shows, or leave {setting} out.");
        }
    }

    private static void RequireFile(List<string> problems, string setting, string file)
    {
        if (file.Length > 0 && !File.Exists(file))
        {
            problems.Add($"{setting} is '{file}', which does not exist or cannot be read; give a PEM file that this process may read.");
        }
    }

    private static string Lower(ClusterStore store) => store.ToString().ToLowerInvariant();
}
