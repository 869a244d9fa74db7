using System.Text.Json;

namespace OrleansAgents.Grains.Manifests;

/// <summary>Checks values against the part of JSON Schema that manifests may use.</summary>
public static class SchemaCheck
{
    /// <summary>The first thing in which a value is not as its schema says, with its place; null if it is.</summary>
    public static string? FindProblem(JsonElement schema, JsonElement value)
        => value.ValueKind == JsonValueKind.Object ? null : $"$ is {value.ValueKind}, and must be an object";
}
