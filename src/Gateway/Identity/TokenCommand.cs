using System.Globalization;
using OrleansAgents.Silo;

namespace OrleansAgents.Gateway;

/// <summary>Makes a token for a service, an operator or a test, on the machine that has the key.</summary>
internal static class TokenCommand
{
    private const string Usage = """
        usage: token --subject NAME [--tenant NAME] [--scope "chat agents.invoke messages.write admin"] [--hours N]

        Prints a token that this installation accepts, signed with the key in Data:Folder.
        """;

    private const double HoursMax = 24 * 365;

    public static int Run(string[] args, TextWriter output, TextWriter errors)
    {
        var settings = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        var data = DataOptions.Read(settings);
        var subject = settings["subject"];
        var scopes = (settings["scope"] ?? Scopes.Chat).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (string.IsNullOrEmpty(subject))
        {
            errors.WriteLine(Usage);
            return 2;
        }

        if (scopes.Except(Scopes.All).FirstOrDefault() is { } unknown)
        {
            errors.WriteLine($"--scope has '{unknown}'; the scopes are {string.Join(", ", Scopes.All)}.");
            return 2;
        }

        if (!double.TryParse(settings["hours"] ?? "1", NumberStyles.Float, CultureInfo.InvariantCulture, out var hours) || hours is not (> 0 and <= HoursMax))
        {
            errors.WriteLine($"--hours is '{settings["hours"]}'; give a number above 0, up to {HoursMax}.");
            return 2;
        }

        using var key = LocalKey.Open(data.KeysFolder);
        LocalTokens tokens = new(key, TimeProvider.System);
        output.WriteLine(tokens.Create(settings["tenant"] ?? "local", subject, string.Join(' ', scopes), TimeSpan.FromHours(hours)).Text);
        return 0;
    }
}
