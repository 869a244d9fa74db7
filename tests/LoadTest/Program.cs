using System.Text;

namespace OrleansAgents.LoadTest;

/// <summary>The load test's process: exits with 0 if every answer was right, 1 if not, 2 if there was nothing to run.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        Console.OutputEncoding = Encoding.UTF8;
        try
        {
            var options = LoadOptions.Parse(args);
            var result = await LoadRun.RunAsync(options, Console.Out);
            TextReport.Write(result, Console.Out);
            if (options.JsonFile is not null)
            {
                await File.WriteAllTextAsync(options.JsonFile, JsonReport.Render(result));
            }

            if (options.HtmlFile is not null)
            {
                await File.WriteAllTextAsync(options.HtmlFile, HtmlReport.Render(result));
            }

            return result.IsRight ? 0 : 1;
        }
        catch (LoadUsageException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 2;
        }
    }
}
