using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansAgents.Assistant.Tests.Support;
using OrleansAgents.Connectors.Model;
using OrleansAgents.Grains.Events;
using OrleansAgents.TestKit.Servers;

namespace OrleansAgents.Assistant.Tests.Model;

/// <summary>A silo whose turns a scripted model leads, over HTTP, and an agent that repeats what it is told.</summary>
internal sealed class ModelRun : IAsyncDisposable
{
    /// <summary>What the agent shows beside its words when it is to.</summary>
    public const string Card = """{"kind":"offer","id":"table-7","place":{"id":"lake","name":"Lakeside","latitude":30.2},"price":{"amount":200,"currency":"CNY"},"note":"simulated"}""";

    private ModelRun(ScriptedChatModel model, ScriptedAgent echo, AssistantCluster cluster, Conversation conversation)
        => (Model, Echo, Cluster, Conversation) = (model, echo, cluster, conversation);

    public ScriptedChatModel Model { get; }

    public ScriptedAgent Echo { get; }

    public AssistantCluster Cluster { get; }

    public Conversation Conversation { get; }

    /// <param name="change">Changes the model's settings.</param>
    /// <param name="says">What the agent says to what it is told; null for the same.</param>
    /// <param name="describes">How the agent's manifest describes it; null for its name.</param>
    public static async Task<ModelRun> StartAsync(Action<ModelOptions>? change = null, Func<string, string>? says = null, string? describes = null)
    {
        var model = await ScriptedChatModel.StartAsync();
        ModelOptions options = new() { Endpoint = model.Endpoint.ToString(), ApiKey = "key-of-tests", Name = "scripted", FirstWordsTimeout = TimeSpan.FromSeconds(50), CallTimeout = TimeSpan.FromSeconds(50), TurnTimeout = TimeSpan.FromSeconds(50) };
        change?.Invoke(options);
        var echo = new ScriptedAgent("echo") { Describes = describes }
            .On("say", text => ScriptedAgent.Says(says?.Invoke(text) ?? text))
            .On("show", text => ScriptedAgent.Says(says?.Invoke(text) ?? text) with { Cards = [Card] })
            .On("write_say", ScriptedAgent.Says);
        var cluster = await AssistantCluster.StartAsync([echo], configure: silo =>
        {
            silo.Services.AddSingleton(Options.Create(options));
            silo.Services.AddTurnModel(options);
        });
        return new ModelRun(model, echo, cluster, await cluster.OpenAsync());
    }

    /// <summary>Says something, and gives how the turn ended and what was answered.</summary>
    public Task<(TurnCompletedPayload End, string Answer)> SayAsync(string text) => SayAsync(Conversation, text);

    /// <summary>The same in another conversation.</summary>
    public static async Task<(TurnCompletedPayload End, string Answer)> SayAsync(Conversation conversation, string text)
    {
        var end = await conversation.TurnAsync(text);
        return (end, await conversation.AnswerAsync(end.TurnId));
    }

    /// <summary>The content of the tool messages that the model was sent last.</summary>
    public IReadOnlyList<string> ToolMessages => [.. Model.Requests.Last().GetProperty("messages").EnumerateArray()
        .Where(static message => message.GetProperty("role").GetString() == "tool").Select(static message => message.GetProperty("content").ToString())];

    /// <summary>What the model was told last in the person's name.</summary>
    public string Told => Model.Requests.Last().GetProperty("messages").EnumerateArray().Single(static message => message.GetProperty("role").GetString() == "user").GetProperty("content").ToString();

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await Model.DisposeAsync();
    }
}
