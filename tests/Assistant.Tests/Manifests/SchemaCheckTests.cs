using System.Text.Json;
using OrleansAgents.Grains.Manifests;
using Xunit;

namespace OrleansAgents.Assistant.Tests.Manifests;

public sealed class SchemaCheckTests
{
    [Theory]
    [InlineData("""{"type":"object"}""", """{"a":1}""")]
    [InlineData("""{"type":"array","items":{"type":"integer"}}""", "[1,2,-3]")]
    [InlineData("""{"type":"string","minLength":2,"maxLength":2}""", "\"西湖\"")]
    [InlineData("""{"type":"string","maxLength":1}""", "\"😀\"")]
    [InlineData("""{"type":"string","maxLength":1}""", "\"\\ud83d\\ude00\"")]
    [InlineData("""{"type":"string","maxLength":1}""", "\"\\n\"")]
    [InlineData("""{"type":"number","minimum":0,"maximum":1}""", "0.5")]
    [InlineData("""{"type":"number","exclusiveMinimum":0}""", "0.01")]
    [InlineData("""{"type":"integer","minimum":-3}""", "-3")]
    [InlineData("""{"type":"boolean"}""", "true")]
    [InlineData("""{"type":"null"}""", "null")]
    [InlineData("""{"type":["string","null"]}""", "null")]
    [InlineData("""{"type":["string","null"]}""", "\"a\"")]
    [InlineData("""{"enum":["a",1,null]}""", "1")]
    [InlineData("""{"const":{"a":[1]}}""", """{"a":[1]}""")]
    [InlineData("""{"minItems":1,"maxItems":2}""", "[1,2]")]
    [InlineData("""{"minItems":1,"minLength":5,"minimum":9}""", "true")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"b":1}""")]
    [InlineData("""{"properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}""", """{"a":""}""")]
    [InlineData("""{"properties":{"a":{"type":"string"}},"additionalProperties":false}""", """{"\u0061":"x"}""")]
    [InlineData("""{"additionalProperties":true}""", """{"b":1}""")]
    [InlineData("""{"title":"t","description":"d","default":1,"x-semantic":"Money","x-anything":{"a":1}}""", "12")]
    [InlineData("{}", "[]")]
    public void Value_AsItsSchemaSays_HasNoProblem(string schema, string value) => Assert.Null(Find(schema, value));

    [Theory]
    [InlineData("""{"type":"object"}""", "[]", "$ is an array, and must be of type object")]
    [InlineData("""{"type":"object"}""", "\"x\"", "$ is \"x\", and must be of type object")]
    [InlineData("""{"type":"integer"}""", "1.0", "$ is 1.0, and must be of type integer")]
    [InlineData("""{"type":"integer"}""", "1e3", "$ is 1e3, and must be of type integer")]
    [InlineData("""{"type":"integer"}""", "9223372036854775808", "$ is 9223372036854775808, and must be of type integer")]
    [InlineData("""{"type":"number"}""", "\"1\"", "$ is \"1\", and must be of type number")]
    [InlineData("""{"type":["string","null"]}""", "false", "$ is false, and must be of type string or of type null")]
    [InlineData("""{"type":"string","minLength":3}""", "\"西湖\"", "$ has 2 characters, and must have at least 3")]
    [InlineData("""{"type":"string","maxLength":1}""", "\"西湖\"", "$ has 2 characters, and may have at most 1")]
    [InlineData("""{"minimum":1}""", "0", "$ is 0, and must be at least 1")]
    [InlineData("""{"maximum":1}""", "1.0000000000000000001", "$ is 1.0000000000000000001, and may be at most 1")]
    [InlineData("""{"maximum":1}""", "1e300", "$ is 1e300, and may be at most 1")]
    [InlineData("""{"exclusiveMinimum":0}""", "0", "$ is 0, and must be more than 0")]
    [InlineData("""{"minItems":1}""", "[]", "$ has 0 items, and must have at least 1")]
    [InlineData("""{"maxItems":1}""", "[1,2]", "$ has 2 items, and may have at most 1")]
    [InlineData("""{"enum":["a","b"]}""", "\"c\"", "$ is \"c\", and must be one of [\"a\",\"b\"]")]
    [InlineData("""{"const":true}""", "false", "$ is false, and must be true")]
    [InlineData("""{"required":["a"]}""", "{}", "$ lacks the property 'a'")]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":false}""", """{"b":1}""", "$ has the property 'b', and may have only a")]
    [InlineData("""{"additionalProperties":false}""", """{"b":1}""", "$ has the property 'b', and may have only none")]
    public void Value_NotAsItsSchemaSays_IsNamedWithItsReason(string schema, string value, string problem) => Assert.Equal(problem, Find(schema, value));

    [Fact]
    public void Value_DeepInside_IsNamedByItsPath()
        => Assert.Equal(
            "$.cart.lines[1].packs is 0, and must be at least 1",
            Find(
                """{"properties":{"cart":{"properties":{"lines":{"items":{"properties":{"packs":{"minimum":1}}}}}}}}""",
                """{"cart":{"lines":[{"packs":2},{"packs":0}]}}"""));

    [Fact]
    public void Property_ThatStandsThereTwice_IsCheckedTwice()
        => Assert.Equal("$.a is \"x\", and must be of type integer", Find("""{"properties":{"a":{"type":"integer"}}}""", """{"a":"x","a":1}"""));

    [Fact]
    public void Property_ThatIsNotThere_IsAProblemOnlyIfRequired()
    {
        const string Schema = """{"properties":{"a":{"type":"integer"},"b":{"type":"integer"}},"required":["b"]}""";
        Assert.Null(Find(Schema, """{"b":1}"""));
        Assert.Equal("$ lacks the property 'b'", Find(Schema, """{"a":1}"""));
    }

    [Theory]
    [InlineData("""{"type":"string"}""", "\"\\ud800\"")]
    [InlineData("""{"properties":{"a":{}}}""", """{"a":"\ud800"}""")]
    [InlineData("""{"properties":{"a":{}}}""", """{"\ud800":1}""")]
    [InlineData("""{"enum":["a"]}""", "\"\\udc00\"")]
    public void Text_ThatIsHalfAPair_IsAProblem(string schema, string value) => Assert.Equal("$ holds a text that is not valid Unicode", Find(schema, value));

    [Fact]
    public void LongValue_InAProblem_IsShortened()
    {
        var problem = Find("""{"type":"integer"}""", $"\"{new string('x', 10_000)}\"");
        Assert.InRange(problem!.Length, 50, 200);
        Assert.Contains("(10002 characters)", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_BeyondTheBound_IsAProblemAndNoOverflow()
    {
        var depth = SchemaCheck.DepthMax + 2;
        var schema = string.Concat(Enumerable.Repeat("""{"items":""", depth)) + "{}" + new string('}', depth);
        var value = new string('[', depth) + new string(']', depth);
        Assert.Contains("nested deeper than 32 levels", Find(schema, value), StringComparison.Ordinal);
    }

    [Fact]
    public void AbsentValue_IsAProblem()
    {
        using var schema = JsonDocument.Parse("""{"type":"object"}""");
        Assert.Equal("$ is absent, and must be of type object", SchemaCheck.FindProblem(schema.RootElement, default));
    }

    [Fact]
    public void RightValue_CostsNoMemory()
    {
        using var schema = JsonDocument.Parse(
            """{"type":"object","properties":{"items":{"type":"array","minItems":1,"items":{"type":"object","properties":{"name":{"type":"string","minLength":1,"maxLength":50},"quantity":{"type":"number","exclusiveMinimum":0},"people":{"type":"integer","minimum":1}},"required":["name"],"additionalProperties":false}},"mode":{"enum":["walk","drive"]}},"required":["items"]}""");
        using var value = JsonDocument.Parse("""{"items":[{"name":"嫩豆腐","quantity":800.5,"people":4},{"name":"egg"}],"mode":"drive"}""");
        Assert.Null(SchemaCheck.FindProblem(schema.RootElement, value.RootElement));

        // The lowest of several rounds: what the runtime itself allots in one of them does not count.
        var lowest = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            SchemaCheck.FindProblem(schema.RootElement, value.RootElement);
            lowest = Math.Min(lowest, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, lowest);
    }

    private static string? Find(string schema, string value)
    {
        using var schemaDocument = JsonDocument.Parse(schema, new JsonDocumentOptions { MaxDepth = 128 });
        using var valueDocument = JsonDocument.Parse(value, new JsonDocumentOptions { MaxDepth = 128 });
        return SchemaCheck.FindProblem(schemaDocument.RootElement, valueDocument.RootElement);
    }
}
