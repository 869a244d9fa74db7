using System.Text.Json;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Connectors.Mcp;

/// <summary>An agent whose skills are tools of an MCP server. The manifest says what a tool means; the server says whether it only reads, and is believed in that alone.</summary>
internal sealed partial class McpAgent(AgentManifest agent, McpConnections connections, McpOptions options, TimeProvider time, ILogger logger) : IAgentHandler
{
    /// <inheritdoc/>
    public string Agent => agent.Id;

    /// <inheritdoc/>
    public async ValueTask<SkillReply> InvokeAsync(SkillContext context, JsonElement arguments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var skill = agent.Skills.First(known => known.Id == context.Skill);
        if (connections.Of(agent.Endpoint.Address ?? "") is not { } connection)
        {
            LogNotAllowed(agent.Id, agent.Endpoint.Address);
            return SkillReply.Failed(SkillFailure.Unavailable, McpTexts.NotAllowed);
        }

        McpSession session;
        try
        {
            session = await connection.OpenAsync(cancellationToken);
        }
        catch (McpUnavailableException unavailable)
        {
            return SkillReply.Failed(SkillFailure.Unavailable, McpTexts.Resting(unavailable.Rest));
        }

        var name = skill.Tool ?? skill.Id;
        if (!session.Tools.TryGetValue(name, out var tool))
        {
            return SkillReply.Failed(SkillFailure.Unknown, McpTexts.NoTool(name));
        }

        // Without an annotation a tool counts as one that changes something.
        return tool.Annotations?.ReadOnlyHint == true
            ? await CallAsync(connection, session, skill, name, arguments, cancellationToken)
            : SkillReply.Failed(SkillFailure.Denied, McpTexts.NotReadOnly(name));
    }

    private async Task<SkillReply> CallAsync(McpConnection connection, McpSession session, SkillManifest skill, string tool, JsonElement arguments, CancellationToken cancellationToken)
    {
        CallToolRequestParams call = new() { Name = tool, Arguments = arguments.EnumerateObject().ToDictionary(static property => property.Name, static property => property.Value) };
        using CancellationTokenSource patience = new(options.CallTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            var result = await session.CallAsync(call, both.Token);
            connection.Succeeded();
            return result.IsError == true ? Fail(tool, "the tool says that it failed") : McpReply.Of(agent, skill, result);
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return SkillReply.Failed(SkillFailure.DeadlineExceeded, McpTexts.Slow);
        }
        catch (Exception failure) when (TooLargeException.IsCauseOf(failure))
        {
            connection.Failed(session);
            return SkillReply.Failed(SkillFailure.OutputTooLarge, McpTexts.Large);
        }
        catch (McpProtocolException refusal) when (session.IsAlive)
        {
            // The server works, and said no.
            return Fail(tool, refusal.Message);
        }
        catch (Exception failure)
        {
            // Whatever else is thrown, the connection cannot be trusted with another call.
            connection.Failed(session);
            LogBroken(agent.Id, tool, failure.GetType().Name, failure.Message);
            return SkillReply.Failed(SkillFailure.Unavailable, McpTexts.Gone);
        }
    }

    /// <summary>A server's words about its failure are for its operator; to people they would be a stranger's words in the assistant's mouth.</summary>
    private SkillReply Fail(string tool, string problem)
    {
        LogFailed(agent.Id, tool, problem.Length <= 200 ? problem : problem[..200]);
        return SkillReply.Failed(SkillFailure.Faulted, McpTexts.Failed);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The agent {Agent} is at '{Address}', which is neither a server in Mcp:Servers nor within Mcp:AllowedUrls, or this silo has as many connections as Mcp:ConnectionsMax allows.")]
    private partial void LogNotAllowed(string agent, string? address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The tool {Tool} of the agent {Agent} failed: {Problem}.")]
    private partial void LogFailed(string agent, string tool, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection of the agent {Agent} broke in a call of {Tool} ({Failure}: {Problem}).")]
    private partial void LogBroken(string agent, string tool, string failure, string problem);
}
