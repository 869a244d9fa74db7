using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace OrleansAgents.Connectors.Model;

/// <summary>OpenAI's client as an <see cref="IChatClient"/>: texts, tools, usage and refusals, which is all that a turn needs.</summary>
internal sealed class OpenAIChatClient(ChatClient client) : IChatClient
{
    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        SortedDictionary<int, ToolCallParts> calls = [];
        await foreach (var update in client.CompleteChatStreamingAsync(messages.SelectMany(ToOpenAI), ToOpenAI(options), cancellationToken))
        {
            List<AIContent> contents = [.. update.ContentUpdate.Where(static part => part.Text is { Length: > 0 }).Select(static part => new TextContent(part.Text))];
            if (!string.IsNullOrEmpty(update.RefusalUpdate))
            {
                contents.Add(new ErrorContent(update.RefusalUpdate) { ErrorCode = "refusal" });
            }

            if (update.Usage is { } usage)
            {
                contents.Add(new UsageContent(new UsageDetails { InputTokenCount = usage.InputTokenCount, OutputTokenCount = usage.OutputTokenCount, TotalTokenCount = usage.TotalTokenCount }));
            }

            foreach (var part in update.ToolCallUpdates)
            {
                if (!calls.TryGetValue(part.Index, out var call))
                {
                    calls[part.Index] = call = new ToolCallParts();
                }

                call.Add(part);
            }

            yield return new ChatResponseUpdate(ChatRole.Assistant, contents)
            {
                ResponseId = update.CompletionId,
                ModelId = update.Model,
                FinishReason = update.FinishReason is { } reason ? ToExtensions(reason) : null,
            };
        }

        if (calls.Count > 0)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [.. calls.Values.Select(static call => call.ToContent())]);
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : serviceKey is null && serviceType == typeof(ChatClient) ? client : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The pipeline belongs to whoever made the client.
    }

    private static IEnumerable<OpenAI.Chat.ChatMessage> ToOpenAI(ChatMessage message)
    {
        if (message.Role == ChatRole.System)
        {
            return [new SystemChatMessage(message.Text)];
        }

        if (message.Role == ChatRole.Tool)
        {
            return message.Contents.OfType<FunctionResultContent>().Select(static result => new ToolChatMessage(result.CallId, result.Result?.ToString() ?? ""));
        }

        if (message.Role != ChatRole.Assistant)
        {
            return [new UserChatMessage(message.Text)];
        }

        var calls = message.Contents.OfType<FunctionCallContent>()
            .Select(static call => ChatToolCall.CreateFunctionToolCall(call.CallId, call.Name, BinaryData.FromString(JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>()))))
            .ToList();
        return [calls.Count == 0 ? new AssistantChatMessage(message.Text) : new AssistantChatMessage(calls)];
    }

    private static ChatCompletionOptions ToOpenAI(ChatOptions? options)
    {
        ChatCompletionOptions result = new() { MaxOutputTokenCount = options?.MaxOutputTokens, Temperature = options?.Temperature };
        foreach (var tool in options?.Tools?.OfType<AIFunctionDeclaration>() ?? [])
        {
            result.Tools.Add(ChatTool.CreateFunctionTool(tool.Name, tool.Description, BinaryData.FromString(tool.JsonSchema.GetRawText())));
        }

        // Nearly all endpoints know max_tokens; the newer name is OpenAI's alone.
        if (options?.MaxOutputTokens is { } tokens)
        {
            result.MaxOutputTokenCount = null;
#pragma warning disable SCME0001 // The patch is the client's own way to send what its types do not name.
            result.Patch.Set("$.max_tokens"u8, tokens);
#pragma warning restore SCME0001
        }

        return result;
    }

    private static ChatFinishReason ToExtensions(OpenAI.Chat.ChatFinishReason reason) => reason switch
    {
        OpenAI.Chat.ChatFinishReason.Length => ChatFinishReason.Length,
        OpenAI.Chat.ChatFinishReason.ContentFilter => ChatFinishReason.ContentFilter,
        OpenAI.Chat.ChatFinishReason.ToolCalls or OpenAI.Chat.ChatFinishReason.FunctionCall => ChatFinishReason.ToolCalls,
        _ => ChatFinishReason.Stop,
    };

    /// <summary>A call that comes in pieces.</summary>
    private sealed class ToolCallParts
    {
        private readonly StringBuilder _arguments = new();

        /// <summary>What a call is named that names nothing; no tool is.</summary>
        private string _id = "unnamed", _name = "unnamed";

        public void Add(StreamingChatToolCallUpdate part)
        {
            _id = part.ToolCallId is { Length: > 0 } id ? id : _id;
            _name = part.FunctionName is { Length: > 0 } name ? name : _name;
            _arguments.Append(part.FunctionArgumentsUpdate?.ToMemory().IsEmpty == false ? part.FunctionArgumentsUpdate.ToString() : "");
        }

        /// <summary>Arguments that are no JSON object are reported with the call, so that the model can be told.</summary>
        public FunctionCallContent ToContent()
        {
            try
            {
                var arguments = _arguments.Length == 0 ? [] : JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(_arguments.ToString()) ?? [];
                return new FunctionCallContent(_id, _name, arguments.ToDictionary(static pair => pair.Key, static pair => (object?)pair.Value));
            }
            catch (JsonException problem)
            {
                return new FunctionCallContent(_id, _name) { Exception = problem };
            }
        }
    }
}
