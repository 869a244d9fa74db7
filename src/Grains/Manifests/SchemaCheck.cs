using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace OrleansAgents.Grains.Manifests;

/// <summary>
/// Checks values against the part of JSON Schema that manifests may use: <c>type</c> (a name or a list of names), <c>properties</c>, <c>required</c>,
/// <c>additionalProperties</c> (true or false), <c>items</c>, <c>enum</c>, <c>const</c>, <c>minimum</c>, <c>maximum</c>, <c>exclusiveMinimum</c>, <c>minLength</c>, <c>maxLength</c>,
/// <c>minItems</c>, <c>maxItems</c>. <c>default</c>, <c>title</c>, <c>description</c> and names that begin with <c>x-</c> say nothing about values.
/// An <c>integer</c> is written without fraction and exponent and fits 64 bits, so that whoever reads it next cannot fail; lengths of texts are counted in code points.
/// Arguments and outputs of every call pass through here: a value that is right costs no memory.
/// </summary>
public static class SchemaCheck
{
    /// <summary>Levels of nesting that are checked. Manifests are held to fewer, so only a schema that was never checked meets it.</summary>
    internal const int DepthMax = 32;

    /// <summary>A value is quoted in a problem up to this many characters: the text is for people.</summary>
    private const int QuotedCharactersMax = 60;

    /// <summary>The first thing in which a value is not as its schema says, with its place; null if it is.</summary>
    public static string? FindProblem(JsonElement schema, JsonElement value)
    {
        try
        {
            return Find(schema, value, 0) is { } problem ? $"${problem.Path} {problem.Reason}" : null;
        }
        catch (InvalidOperationException)
        {
            // JSON may escape half of a surrogate pair: it is well-formed, and whoever asks for the text gets this exception.
            return "$ holds a text that is not valid Unicode";
        }
    }

    private static Problem? Find(JsonElement schema, JsonElement value, int depth)
    {
        if (depth > DepthMax)
        {
            return new Problem($"is nested deeper than {DepthMax} levels");
        }

        if (value.ValueKind == JsonValueKind.String && Unquoted(value).Contains((byte)'\\'))
        {
            // Only a text with escapes can fail to be decoded; it fails here, and not in the skill that reads it.
            _ = value.GetString();
        }

        foreach (var keyword in schema.EnumerateObject())
        {
            if (Judge(schema, keyword, value, depth) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    /// <summary>One keyword. One that speaks of another type of value says nothing, as in JSON Schema.</summary>
    private static Problem? Judge(JsonElement schema, JsonProperty keyword, JsonElement value, int depth)
    {
        var name = JsonMarshal.GetRawUtf8PropertyName(keyword);
        var rule = keyword.Value;
        return value.ValueKind switch
        {
            _ when name.SequenceEqual("type"u8) => HasType(rule, value) ? null : new Problem($"is {Kind(value)}, and must be {TypeText(rule)}"),
            _ when name.SequenceEqual("enum"u8) => IsOneOf(rule, value) ? null : new Problem($"is {Quote(value)}, and must be one of {Quote(rule)}"),
            _ when name.SequenceEqual("const"u8) => JsonElement.DeepEquals(rule, value) ? null : new Problem($"is {Quote(value)}, and must be {Quote(rule)}"),
            JsonValueKind.Object when name.SequenceEqual("required"u8) => FindMissing(rule, value),
            // Either keyword looks at every property of the value; the one that comes alone does the work for itself, and both together do it once.
            JsonValueKind.Object when name.SequenceEqual("properties"u8) => FindInProperties(schema, rule, value, depth),
            JsonValueKind.Object when name.SequenceEqual("additionalProperties"u8) && !schema.TryGetProperty("properties"u8, out _) => FindInProperties(schema, default, value, depth),
            JsonValueKind.Array when name.SequenceEqual("items"u8) => FindInItems(rule, value, depth),
            JsonValueKind.Array when name.SequenceEqual("minItems"u8) => value.GetArrayLength() >= rule.GetInt32() ? null : new Problem($"has {value.GetArrayLength()} items, and must have at least {rule}"),
            JsonValueKind.Array when name.SequenceEqual("maxItems"u8) => value.GetArrayLength() <= rule.GetInt32() ? null : new Problem($"has {value.GetArrayLength()} items, and may have at most {rule}"),
            JsonValueKind.String when name.SequenceEqual("minLength"u8) => Length(value) >= rule.GetInt32() ? null : new Problem($"has {Length(value)} characters, and must have at least {rule}"),
            JsonValueKind.String when name.SequenceEqual("maxLength"u8) => Length(value) <= rule.GetInt32() ? null : new Problem($"has {Length(value)} characters, and may have at most {rule}"),
            JsonValueKind.Number when name.SequenceEqual("minimum"u8) => Compare(value, rule) >= 0 ? null : new Problem($"is {Quote(value)}, and must be at least {rule}"),
            JsonValueKind.Number when name.SequenceEqual("maximum"u8) => Compare(value, rule) <= 0 ? null : new Problem($"is {Quote(value)}, and may be at most {rule}"),
            JsonValueKind.Number when name.SequenceEqual("exclusiveMinimum"u8) => Compare(value, rule) > 0 ? null : new Problem($"is {Quote(value)}, and must be more than {rule}"),
            _ => null,
        };
    }

    private static Problem? FindMissing(JsonElement required, JsonElement value)
    {
        foreach (var name in required.EnumerateArray())
        {
            if (!value.TryGetProperty(Unquoted(name), out _))
            {
                return new Problem($"lacks the property '{name}'");
            }
        }

        return null;
    }

    /// <summary>Goes through the value's own properties, so that one that is there twice is checked twice.</summary>
    private static Problem? FindInProperties(JsonElement schema, JsonElement properties, JsonElement value, int depth)
    {
        var closed = schema.TryGetProperty("additionalProperties"u8, out var additional) && additional.ValueKind == JsonValueKind.False;
        foreach (var property in value.EnumerateObject())
        {
            if (properties.ValueKind == JsonValueKind.Object && TryGet(properties, property, out var rule))
            {
                if (Find(rule, property.Value, depth + 1) is { } problem)
                {
                    return problem.In($".{property.Name}");
                }
            }
            else if (closed)
            {
                return new Problem($"has the property '{Shorten(property.Name)}', and may have only {Names(properties)}");
            }
        }

        return null;
    }

    private static Problem? FindInItems(JsonElement rule, JsonElement value, int depth)
    {
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (Find(rule, item, depth + 1) is { } problem)
            {
                return problem.In($"[{index.ToString(CultureInfo.InvariantCulture)}]");
            }

            index++;
        }

        return null;
    }

    /// <summary>A name with escapes is the rare one that must be decoded first.</summary>
    private static bool TryGet(JsonElement properties, JsonProperty property, out JsonElement rule)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(property);
        return raw.Contains((byte)'\\') ? properties.TryGetProperty(property.Name, out rule) : properties.TryGetProperty(raw, out rule);
    }

    private static bool HasType(JsonElement types, JsonElement value)
    {
        if (types.ValueKind != JsonValueKind.Array)
        {
            return IsType(types, value);
        }

        foreach (var type in types.EnumerateArray())
        {
            if (IsType(type, value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsType(JsonElement type, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => type.ValueEquals("object"u8),
        JsonValueKind.Array => type.ValueEquals("array"u8),
        JsonValueKind.String => type.ValueEquals("string"u8),
        JsonValueKind.True or JsonValueKind.False => type.ValueEquals("boolean"u8),
        JsonValueKind.Null => type.ValueEquals("null"u8),
        JsonValueKind.Number => type.ValueEquals("number"u8) || (type.ValueEquals("integer"u8) && value.TryGetInt64(out _)),
        _ => false,
    };

    private static bool IsOneOf(JsonElement values, JsonElement value)
    {
        foreach (var allowed in values.EnumerateArray())
        {
            if (JsonElement.DeepEquals(allowed, value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Exact where decimal reaches; beyond it the values are too large for the difference to matter.</summary>
    private static int Compare(JsonElement value, JsonElement bound)
        => value.TryGetDecimal(out var left) && bound.TryGetDecimal(out var right) ? left.CompareTo(right) : value.GetDouble().CompareTo(bound.GetDouble());

    /// <summary>Code points: every byte of UTF-8 that does not continue one begins one.</summary>
    private static int Length(JsonElement text)
    {
        var raw = Unquoted(text);
        if (raw.Contains((byte)'\\'))
        {
            return text.GetString()!.EnumerateRunes().Count();
        }

        var count = 0;
        foreach (var octet in raw)
        {
            count += (octet & 0xC0) == 0x80 ? 0 : 1;
        }

        return count;
    }

    private static ReadOnlySpan<byte> Unquoted(JsonElement text) => JsonMarshal.GetRawUtf8Value(text)[1..^1];

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.Undefined => "absent",
        _ => Quote(value),
    };

    private static string TypeText(JsonElement types)
        => types.ValueKind == JsonValueKind.Array ? string.Join(" or ", types.EnumerateArray().Select(static type => $"of type {type}")) : $"of type {types}";

    private static string Names(JsonElement properties)
        => properties.ValueKind == JsonValueKind.Object ? string.Join(", ", properties.EnumerateObject().Select(static property => property.Name)) : "none";

    private static string Quote(JsonElement value) => Shorten(value.ValueKind == JsonValueKind.Undefined ? "absent" : value.GetRawText());

    private static string Shorten(string text) => text.Length <= QuotedCharactersMax ? text : $"{text.AsSpan(0, QuotedCharactersMax)}… ({text.Length} characters)";

    /// <summary>What is wrong; its path grows on the way out, so that a value that is right pays nothing for paths.</summary>
    private sealed class Problem(string reason)
    {
        private readonly StringBuilder _path = new();

        public string Reason => reason;

        public string Path => _path.ToString();

        public Problem In(string part)
        {
            _path.Insert(0, Shorten(part));
            return this;
        }
    }
}
