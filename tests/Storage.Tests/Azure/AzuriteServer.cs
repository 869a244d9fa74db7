using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace OrleansAgents.Storage.Tests;

/// <summary>Azurite, Microsoft's emulator of Azure Storage, at free ports of the loopback address, with its data in memory.</summary>
public sealed partial class AzuriteServer : IAsyncLifetime
{
    /// <summary>The version that build/test.sh installs.</summary>
    private const string Version = "3.37.0";

    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly StringBuilder _output = new();
    private Process? _process;

    /// <summary>Where the table service listens, without the account.</summary>
    public Uri Tables { get; private set; } = null!;

    /// <summary>Where the blob service listens, without the account.</summary>
    public Uri Blobs { get; private set; } = null!;

    /// <summary>A connection string for services at these addresses: the server's own, or those of proxies in front of it.</summary>
    public static string ConnectionString(Uri tables, Uri blobs, string key = Key, string account = Account)
        => $"AccountName={account};AccountKey={key};TableEndpoint={new Uri(tables, account)};BlobEndpoint={new Uri(blobs, account)}";

    public async Task InitializeAsync()
    {
        ProcessStartInfo start = new("node") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] arguments =
        [
            Program(), "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent",
            "--blobHost", "127.0.0.1", "--blobPort", "0", "--queueHost", "127.0.0.1", "--queuePort", "0", "--tableHost", "127.0.0.1", "--tablePort", "0",
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        var errors = _process.StandardError.ReadToEndAsync();
        while (Blobs is null || Tables is null)
        {
            var line = await _process.StandardOutput.ReadLineAsync();
            if (line is null)
            {
                throw new InvalidOperationException($"Azurite ended before it listened: {_output}{await errors}");
            }

            _output.AppendLine(line);
            Note(line);
        }

        // Nobody else reads what it goes on to say, and a full pipe would stop it.
        _ = _process.StandardOutput.ReadToEndAsync();
    }

    public async Task DisposeAsync()
    {
        if (_process is { } process)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    [GeneratedRegex("^Azurite (?<service>Blob|Table) service is successfully listening at (?<address>http://\\S+)")]
    private static partial Regex Listening();

    private static string Program()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var program = Path.Combine(cache, "orleansagents", $"azurite-{Version}", "node_modules", "azurite", "dist", "src", "azurite.js");
        return File.Exists(program)
            ? program
            : throw new InvalidOperationException($"Azurite {Version} is not at {program}; './dev test' installs it there.");
    }

    private void Note(string line)
    {
        if (Listening().Match(line) is { Success: true } match)
        {
            Uri address = new(match.Groups["address"].Value);
            (Blobs, Tables) = match.Groups["service"].Value == "Blob" ? (address, Tables) : (Blobs, address);
        }
    }
}

/// <summary>The classes whose tests share one server; each test has a table or container of its own.</summary>
[CollectionDefinition(Name)]
public sealed class AzuriteCollection : ICollectionFixture<AzuriteServer>
{
    public const string Name = "Azurite";
}
