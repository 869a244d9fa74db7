using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansAgents.Gateway;

/// <summary>Bodies as JSON: camel case, absent values left out, unknown and repeated properties refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    MaxDepth = 32)]
[JsonSerializable(typeof(GuestToken))]
[JsonSerializable(typeof(NewConversation))]
[JsonSerializable(typeof(Renaming))]
[JsonSerializable(typeof(Conversation))]
[JsonSerializable(typeof(ConversationPage))]
[JsonSerializable(typeof(NewMessage))]
[JsonSerializable(typeof(ServiceMessage))]
[JsonSerializable(typeof(Regeneration))]
[JsonSerializable(typeof(AcceptedTurn))]
[JsonSerializable(typeof(StoppedTurn))]
[JsonSerializable(typeof(Feedback))]
[JsonSerializable(typeof(KeptFeedback))]
[JsonSerializable(typeof(HistoryPage))]
[JsonSerializable(typeof(Profile))]
[JsonSerializable(typeof(ProfileChange))]
[JsonSerializable(typeof(AgentList))]
[JsonSerializable(typeof(AgentView))]
[JsonSerializable(typeof(AgentChange))]
[JsonSerializable(typeof(RegistryVersion))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(SkillInvocation))]
[JsonSerializable(typeof(SkillOutput))]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(string))]
internal sealed partial class GatewayJsonContext : JsonSerializerContext;

/// <summary>How the gateway writes and reads bodies.</summary>
internal static class GatewayJson
{
    /// <summary>The relaxed encoder is right: answers are JSON and never part of a page. Repeated properties are refused, since readers differ in which they take.</summary>
    public static GatewayJsonContext Context { get; } = new(new JsonSerializerOptions(GatewayJsonContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        AllowDuplicateProperties = false,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    });
}
