using System.Globalization;
using Microsoft.Extensions.Logging;
using OrleansAgents.Simulation.Engine;

namespace OrleansAgents.Simulation;

/// <summary>What the command line asks for.</summary>
internal sealed record SimulationOptions(ulong First, ulong Last, double Minutes, bool IsTraced, bool IsLogged, bool IsRunTwice, bool SafetyAlone, bool ShowsHashes, bool UntilFailure)
{
    public static SimulationOptions? Parse(string[] args, out string mistake)
    {
        var options = new SimulationOptions(1, 100, 1, false, false, false, false, false, false);
        mistake = "";
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--seeds" when i + 1 < args.Length && TryParseSeeds(args[i + 1], out var first, out var last):
                    options = options with { First = first, Last = last };
                    i++;
                    break;
                case "--minutes" when i + 1 < args.Length && double.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var minutes) && minutes is >= 1 and <= 600:
                    options = options with { Minutes = minutes };
                    i++;
                    break;
                case "--trace":
                    options = options with { IsTraced = true };
                    break;
                case "--log":
                    options = options with { IsLogged = true };
                    break;
                case "--safety":
                    options = options with { SafetyAlone = true };
                    break;
                case "--until-failure":
                    options = options with { UntilFailure = true };
                    break;
                case "--hashes":
                    options = options with { ShowsHashes = true };
                    break;
                case "--twice":
                    options = options with { IsRunTwice = true };
                    break;
                default:
                    mistake = $"'{args[i]}' is not understood here; './dev help sim' says what is.";
                    return null;
            }
        }

        return options;
    }

    /// <summary>Whether a violation counts. One of safety always does; that something came too late does not where it was not asked for.</summary>
    public bool Counts(string violation) =>
        !SafetyAlone || !(violation.StartsWith("promise B", StringComparison.Ordinal) || violation.StartsWith("promise reminders at least once", StringComparison.Ordinal) || violation.StartsWith("promise enough", StringComparison.Ordinal));

    public RunResult Run(ulong seed, Journal? journal = null) => new Run(seed, Minutes, IsTraced ? Console.WriteLine : null, IsLogged ? new ConsoleLog() : null, journal).Execute();

    private static bool TryParseSeeds(string text, out ulong first, out ulong last)
    {
        var parts = text.Split("..");
        last = 0;
        if (!ulong.TryParse(parts[0], CultureInfo.InvariantCulture, out first)) return false;
        if (parts.Length == 1) last = first;
        else if (parts.Length != 2 || !ulong.TryParse(parts[1], CultureInfo.InvariantCulture, out last)) return false;
        return last >= first;
    }

    private sealed class ConsoleLog : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Lines(categoryName);

        public void Dispose()
        {
        }

        private sealed class Lines(string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                Console.WriteLine($"            {category}: {formatter(state, exception)}{(exception is null ? "" : " " + exception.Message)}");
        }
    }
}
