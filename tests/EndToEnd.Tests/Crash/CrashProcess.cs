using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansAgents.Gateway;
using OrleansAgents.Grains;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Intents;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Registry;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.EndToEnd.Tests.Crash;

/// <summary>A gateway in a process of its own, to be killed. Its turns take many steps, one after the other, so that a kill hits the middle of one.</summary>
internal sealed class CrashProcess : IDisposable
{
    public const int Steps = 12;

    private const string ReadyLine = "ready ";

    private readonly Process _process;

    private CrashProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>What the answer of a turn is.</summary>
    public static string Answer => string.Join("\n\n", Enumerable.Range(1, Steps).Select(static step => $"step {step}"));

    /// <summary>Starts the process and waits until it answers.</summary>
    public static async Task<CrashProcess> StartAsync(DirectoryInfo folder, int port)
    {
        // A process that is started in the background ignores SIGINT, and so do its children; this one is to hear it however the tests were started.
        ProcessStartInfo start = new("env") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in new[] { "--default-signal=INT", "dotnet", "exec", typeof(CrashProcess).Assembly.Location, "gateway", folder.FullName, port.ToString(CultureInfo.InvariantCulture) })
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(120));
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith(ReadyLine, StringComparison.Ordinal))
            {
                return new CrashProcess(process, new Uri(line[ReadyLine.Length..]));
            }
        }

        throw new InvalidOperationException($"The gateway ended with code {process.ExitCode} before it was ready.");
    }

    /// <summary>The child's side.</summary>
    public static async Task<int> RunAsync(string folder, string port)
    {
        var siloPort = int.Parse(port, CultureInfo.InvariantCulture);
        var app = GatewayHost.Build(
            WebApplication.CreateBuilder(
            [
                "--Urls=http://127.0.0.1:0", $"--Data:Folder={folder}", $"--Silo:Port={siloPort}", $"--Silo:GatewayPort={siloPort + 1}", "--Silo:ClusterId=crash", "--Logging:LogLevel:Default=Warning",
            ]),
            static services =>
            {
                services.AddSingleton<IUnderstanding, StepMind>();
                services.AddSingleton<IPlanner, StepMind>();
                services.AddSingleton<IAgentHandler, StepAgent>();
                services.AddSingleton(new ProgramManifests([StepAgent.Manifest]));
            });
        await app.StartAsync();
        Console.WriteLine($"{ReadyLine}{app.Urls.First()}");
        await app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Ends it as kill -9 does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Ends it as Ctrl-C does, and waits until it has.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> InterruptAsync()
    {
        using (var kill = Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
            Assert.Equal(0, kill.ExitCode);
        }

        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(90));
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    /// <summary>Plans every message as the same chain of steps.</summary>
    private sealed class StepMind : IUnderstanding, IPlanner
    {
        public Understood Understand(Utterance utterance, ManifestSet manifests) => new("en", [new Goal(utterance.Text, [])], []);

        public Understood Answer(Utterance earlier, Utterance answer, OpenQuestion question, ManifestSet manifests) => Understand(answer, manifests);

        public Task<PlanningResult> PlanAsync(Need need, CancellationToken cancellationToken)
            => Task.FromResult(new PlanningResult(new Plan([.. Enumerable.Range(1, Steps).Select(Step)], "steps", need.Manifests.Hash), null, []));

        private static PlanStep Step(int number) => new()
        {
            Id = $"s{number}",
            Skill = new SkillRef("steps", "next"),
            Arguments = [new PlanArgument("after", number == 1 ? new LiteralValue(JsonSerializer.SerializeToElement(0)) : new StepOutput($"s{number - 1}", "number"))],
            Effect = SkillEffect.Read,
            Deadline = TimeSpan.FromSeconds(20),
            IsGoal = true,
        };
    }

    /// <summary>Counts, and takes its time: longer than deltas are held, so that they are in the log before the answer is.</summary>
    private sealed class StepAgent(TimeProvider time) : IAgentHandler
    {
        public string Agent => "steps";

        public static AgentManifest Manifest => new()
        {
            Id = "steps",
            Owner = "tests",
            Version = "1",
            Name = new LocalizedText("步骤", "Steps"),
            Description = new LocalizedText("数数", "Counts"),
            Endpoint = new AgentEndpoint(EndpointKind.Grain),
            Skills =
            [
                new SkillManifest
                {
                    Id = "next",
                    Title = new LocalizedText("下一个", "Next"),
                    Description = new LocalizedText("下一个数", "The next number"),
                    Examples = new SkillExamples(["一", "二", "三"], ["one", "two", "three"]),
                    Input = Schema("after"),
                    Output = Schema("number"),
                    Effect = SkillEffect.Read,
                },
            ],
        };

        public async ValueTask<SkillReply> InvokeAsync(SkillContext context, JsonElement arguments, CancellationToken cancellationToken)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(150), time, cancellationToken);
            var number = arguments.GetProperty("after").GetInt32() + 1;
            return new SkillReply { OutputJson = JsonSerializer.Serialize(new { number }), Say = new LocalizedText($"step {number}", $"step {number}") };
        }

        private static JsonElement Schema(string property)
            => JsonSerializer.SerializeToElement(new { type = "object", required = new[] { property }, properties = new Dictionary<string, object> { [property] = new { type = "integer" } } });
    }
}
