using System.Globalization;

namespace OrleansAgents.LoadTest;

/// <summary>What a run does; the meaning of each is in './dev help load'.</summary>
internal sealed record LoadOptions
{
    public int Users { get; init; } = 200;

    public int Seconds { get; init; } = 30;

    public int WarmupSeconds { get; init; } = 5;

    /// <summary>Messages a second of all users together; by default each user writes every tenth second.</summary>
    public double Rate { get; init; }

    /// <summary>How likely a user cuts the stream after an event, to resume it at once.</summary>
    public double Drops { get; init; } = 0.01;

    public int Seed { get; init; } = 1;

    /// <summary>How long turns may take to end after the last message.</summary>
    public int DrainSeconds { get; init; } = 30;

    /// <summary>The gateway to load; null to start one.</summary>
    public Uri? Target { get; init; }

    /// <summary>The key that signs the users' tokens; null for that of the gateway that is started.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The gateway's program, for starting one.</summary>
    public string? GatewayProgram { get; init; }

    public bool AllowRemote { get; init; }

    public string? JsonFile { get; init; }

    public string? HtmlFile { get; init; }

    /// <summary>Names the state of the sources in the reports.</summary>
    public string Commit { get; init; } = "unknown";

    /// <exception cref="LoadUsageException">An argument is unknown, or its value cannot be used.</exception>
    public static LoadOptions Parse(IReadOnlyList<string> arguments)
    {
        LoadOptions options = new();
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            if (name == "--allow-remote")
            {
                options = options with { AllowRemote = true };
                continue;
            }

            var value = i + 1 < arguments.Count ? arguments[++i] : throw new LoadUsageException($"{name} stands last and has no value; see './dev help load'.");
            options = name switch
            {
                "--users" => options with { Users = Number(name, value, 1, 100_000) },
                "--seconds" => options with { Seconds = Number(name, value, 1, 86_400) },
                "--warmup" => options with { WarmupSeconds = Number(name, value, 0, 3_600) },
                "--rate" => options with { Rate = Real(name, value, 0.001, 100_000) },
                "--drops" => options with { Drops = Real(name, value, 0, 0.5) },
                "--seed" => options with { Seed = Number(name, value, 0, int.MaxValue) },
                "--drain" => options with { DrainSeconds = Number(name, value, 1, 3_600) },
                "--target" => options with { Target = Address(value) },
                "--key" => options with { KeyFile = value },
                "--gateway" => options with { GatewayProgram = value },
                "--json" => options with { JsonFile = value },
                "--html" => options with { HtmlFile = value },
                "--commit" => options with { Commit = value },
                _ => throw new LoadUsageException($"There is no option '{name}'; see './dev help load'."),
            };
        }

        options = options.Rate > 0 ? options : options with { Rate = options.Users / 10.0 };
        options.Check();
        return options;
    }

    private void Check()
    {
        if (Target is null && GatewayProgram is null)
        {
            throw new LoadUsageException("There is no gateway to load: give --target URL, or run './dev load', which starts one.");
        }

        if (Target is not null && KeyFile is null)
        {
            throw new LoadUsageException($"--target is {Target}, and the users need tokens that it accepts: give --key FILE, the token-signing.pem in the folder 'keys' of its data.");
        }

        if (Target is { IsLoopback: false } && !AllowRemote)
        {
            throw new LoadUsageException($"--target is {Target}, which is another machine. A load test can take a service down; if that machine is yours to load, add --allow-remote.");
        }
    }

    private static Uri Address(string value)
        => Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new LoadUsageException($"--target is '{value}'; give an address such as http://127.0.0.1:8080.");

    private static int Number(string name, string value, int least, int most)
        => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new LoadUsageException($"{name} is '{value}'; give a whole number from {least} to {most}.");

    private static double Real(string name, string value, double least, double most)
        => double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new LoadUsageException(string.Create(CultureInfo.InvariantCulture, $"{name} is '{value}'; give a number from {least} to {most}."));
}

/// <summary>The program was called in a way that it cannot follow, or cannot reach what it is to load.</summary>
internal sealed class LoadUsageException(string message) : Exception(message);
