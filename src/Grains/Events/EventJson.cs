using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace OrleansAgents.Grains.Events;

/// <summary>Events as JSON: camel case, absent values left out, Chinese as it is.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UserMessagePayload))]
[JsonSerializable(typeof(TurnStartedPayload))]
[JsonSerializable(typeof(PlanCreatedPayload))]
[JsonSerializable(typeof(StepStartedPayload))]
[JsonSerializable(typeof(StepProgressPayload))]
[JsonSerializable(typeof(StepCompletedPayload))]
[JsonSerializable(typeof(StepFailedPayload))]
[JsonSerializable(typeof(CardPayload))]
[JsonSerializable(typeof(QuestionPayload))]
[JsonSerializable(typeof(MessageDeltaPayload))]
[JsonSerializable(typeof(MessageCompletedPayload))]
[JsonSerializable(typeof(TurnCompletedPayload))]
[JsonSerializable(typeof(FeedbackPayload))]
internal sealed partial class EventJsonContext : JsonSerializerContext;

/// <summary>Writes and reads events' data.</summary>
public static class EventJson
{
    /// <summary>The relaxed encoder is right here: the text is sent as JSON and as server-sent events, never inside HTML.</summary>
    private static readonly EventJsonContext Context = new(new JsonSerializerOptions(EventJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>A payload as UTF-8 JSON.</summary>
    public static byte[] Write<T>(T payload) => JsonSerializer.SerializeToUtf8Bytes(payload, TypeInfo<T>());

    /// <summary>A payload from UTF-8 JSON.</summary>
    public static T Read<T>(ReadOnlySpan<byte> data) => JsonSerializer.Deserialize(data, TypeInfo<T>()) ?? throw new JsonException($"An event's data is null where a {typeof(T).Name} is expected.");

    private static JsonTypeInfo<T> TypeInfo<T>()
        => (JsonTypeInfo<T>?)Context.GetTypeInfo(typeof(T)) ?? throw new NotSupportedException($"{typeof(T).Name} is no event's payload; add it to {nameof(EventJsonContext)}.");
}
