using System.Text.Json;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>A stored record does not fit the class that is to hold it, or a state cannot be written. Storage is as it was before.</summary>
[GenerateSerializer]
public sealed class GrainStateFormatException : OrleansException
{
    public GrainStateFormatException()
    {
    }

    public GrainStateFormatException(string message)
        : base(message)
    {
    }

    public GrainStateFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal static GrainStateFormatException OnRead(Type type, string stateName, GrainId grainId, Exception failure)
        => new(
            $"The record of state '{stateName}' of grain {grainId} does not fit {type}{Place(failure)}: {failure.Message} "
            + "Give the member a type that the record fits, or a JsonConverter, or change the record; it is left as it is.",
            failure);

    internal static GrainStateFormatException OnWrite(Type type, string stateName, GrainId grainId, Exception failure)
        => new(
            $"State '{stateName}' of grain {grainId} cannot be written as JSON from {type}{Place(failure)}: {failure.Message} "
            + "Mark derived types with [GenerateSerializer], give the member a JsonConverter, or leave it out with [JsonIgnore].",
            failure);

    private static string Place(Exception failure) => failure is JsonException { Path: { Length: > 0 } path } ? $" at {path}" : "";
}
