using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>
/// Grain state as JSON: readable, and tolerant of the changes that a class goes through while its records live on. Unknown properties
/// are skipped, missing ones keep what the constructor gave them, and a record that no longer fits fails with a message that says
/// where and what to do, before anything is written.
/// </summary>
/// <remarks>
/// Members are stored by their own names. Those are the public ones and, on types marked with [GenerateSerializer], all that carry
/// [Id] whatever their accessibility: so a class needs no second set of attributes to be stored. Where the declared type is a base
/// class or an interface the record says which type it holds, and only types that the application has registered are ever made.
/// </remarks>
internal sealed class GrainStateJson
{
    /// <summary>Deep enough for any state that a person would read, and far from exhausting a stack.</summary>
    private const int DepthMax = 128;

    private readonly JsonSerializerOptions _options;

    /// <param name="types">Which types a record may name.</param>
    /// <param name="grains">Makes the grain references that a record holds.</param>
    /// <param name="configure">The application's last word on the options.</param>
    public GrainStateJson(IStateTypes types, IGrainFactory grains, Action<JsonSerializerOptions>? configure = null)
    {
        var byName = new StateTypeNames(types);
        _options = new JsonSerializerOptions
        {
            AllowOutOfOrderMetadataProperties = true,
            AllowTrailingCommas = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            IncludeFields = true,
            MaxDepth = DepthMax,
            NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals,
            ReadCommentHandling = JsonCommentHandling.Skip,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { StateContract.Complete, new StatePolymorphism(byName).Complete } },
            Converters =
            {
                new GrainReferenceJsonConverterFactory(grains),
                new TextJsonConverterFactory(),
                new PairsJsonConverterFactory(),
                new StackJsonConverterFactory(),
                new ObjectJsonConverter(byName),
                new JsonStringEnumConverter(),
            },
        };
        configure?.Invoke(_options);
        _options.MakeReadOnly(populateMissingResolver: true);
    }

    /// <summary>The state as UTF-8 JSON.</summary>
    /// <exception cref="GrainStateFormatException">The state cannot be written.</exception>
    public byte[] Write<T>(T? state, string stateName, GrainId grainId)
    {
        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(state, _options);
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw GrainStateFormatException.OnWrite(typeof(T), stateName, grainId, failure);
        }
    }

    /// <summary>The state of a record; null only if the record holds null.</summary>
    /// <exception cref="GrainStateFormatException">The record does not fit the type.</exception>
    public T? Read<T>(ReadOnlySpan<byte> json, string stateName, GrainId grainId)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, _options);
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw GrainStateFormatException.OnRead(typeof(T), stateName, grainId, failure);
        }
    }
}
