using Microsoft.Extensions.Options;
using Orleans.Runtime;
using OrleansAgents.Storage;

namespace OrleansAgents.Silo;

/// <summary>Tells what an operator can mend, and needs one line for, from what is a fault of the program and needs its trace.</summary>
public static class StartFailure
{
    /// <summary>Runs a process and prints the first kind of failure as one line.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> GuardAsync(Func<Task<int>> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        try
        {
            return await run();
        }
        catch (Exception problem) when (IsForOperator(problem))
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 1;
        }
    }

    /// <summary>Wrong settings, a file that another process has, a port that is taken.</summary>
    private static bool IsForOperator(Exception problem) => problem switch
    {
        OptionsValidationException or OrleansConfigurationException or SqliteStorageException or IOException => true,

        // The binder has no exception of its own for a value of the wrong type or an unknown name; its message names the setting.
        InvalidOperationException => problem.Message.Contains("configuration value", StringComparison.Ordinal) || problem.Message.Contains("ErrorOnUnknownConfiguration", StringComparison.Ordinal),
        _ => false,
    };
}
