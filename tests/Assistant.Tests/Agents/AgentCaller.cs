using System.Text.Json;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Agents.Grocery;
using OrleansAgents.Grains.Agents.Maps;
using OrleansAgents.Grains.Manifests;
using Xunit;

namespace OrleansAgents.Assistant.Tests.Agents;

/// <summary>Calls skills as the assistant does: arguments and outputs are held to the manifest, and a card must be the output with a kind.</summary>
internal static class AgentCaller
{
    public static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    /// <summary>14:20 on a Sunday in Shanghai.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 6, 20, 0, TimeSpan.Zero);

    public static readonly BuiltInData Data = BuiltInData.Load();

    public static readonly PlaceCatalog Places = Data.Places;

    public static readonly GroceryCatalog Groceries = Data.Groceries;

    public static readonly ManifestSet Manifests = ManifestSet.Create(BuiltInManifests.Load(Data));

    private static readonly Dictionary<string, IAgentHandler> Handlers = BuiltInAgents.Handlers(Data, new NotedPreferences()).ToDictionary(static handler => handler.Agent);

    /// <summary>Calls a skill and checks the reply's form.</summary>
    public static SkillReply Call(string agent, string skill, string arguments, string language = "zh-CN", string user = "local:somebody", DateTimeOffset? now = null)
    {
        Assert.True(Manifests.TryGet(new SkillRef(agent, skill), out _, out var manifest));
        using var document = JsonDocument.Parse(arguments);
        Assert.Null(SchemaCheck.FindProblem(manifest.Input, document.RootElement));

        var call = Handlers[agent].InvokeAsync(new SkillContext(skill, user, language, Shanghai, now ?? Now), document.RootElement, CancellationToken.None).AsTask();
        Assert.True(call.IsCompletedSuccessfully);
        var reply = call.Result;

        if (reply.Failure is null)
        {
            using var output = JsonDocument.Parse(reply.OutputJson!);
            Assert.Null(SchemaCheck.FindProblem(manifest.Output, output.RootElement));
            Assert.Equal(reply.OutputJson![1..], Assert.Single(reply.Cards)[(reply.Cards[0].IndexOf(',', StringComparison.Ordinal) + 1)..]);
            Assert.False(string.IsNullOrWhiteSpace(reply.Say?.Zh) || string.IsNullOrWhiteSpace(reply.Say?.En));
        }
        else
        {
            Assert.Null(reply.OutputJson);
            Assert.False(string.IsNullOrWhiteSpace(reply.Message?.Zh) || string.IsNullOrWhiteSpace(reply.Message?.En));
        }

        return reply;
    }

    /// <summary>Calls a skill that answers, and gives its output.</summary>
    public static JsonElement Output(string agent, string skill, string arguments, string language = "zh-CN", DateTimeOffset? now = null)
    {
        var reply = Call(agent, skill, arguments, language, now: now);
        Assert.True(reply.Failure is null, reply.Message?.En);
        using var output = JsonDocument.Parse(reply.OutputJson!);
        return output.RootElement.Clone();
    }

    /// <summary>Calls a skill that fails so, and gives what it tells.</summary>
    public static string Failure(SkillFailure failure, string agent, string skill, string arguments)
    {
        var reply = Call(agent, skill, arguments);
        Assert.Equal(failure, reply.Failure);
        return $"{reply.Message!.Zh}\n{reply.Message.En}";
    }

    public static string Kind(SkillReply reply)
    {
        using var card = JsonDocument.Parse(reply.Cards[0]);
        return card.RootElement.GetProperty("kind").GetString()!;
    }
}
