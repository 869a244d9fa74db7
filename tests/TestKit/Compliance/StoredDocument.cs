namespace OrleansAgents.TestKit;

/// <summary>A state with the members that applications have: text, numbers, times, a list, a dictionary, a nested object.</summary>
[GenerateSerializer]
public sealed class StoredDocument
{
    [Id(0)]
    public string? Title { get; set; }

    [Id(1)]
    public int Count { get; set; } = 7;

    [Id(2)]
    public DateTimeOffset At { get; set; }

    [Id(3)]
    public List<string> Lines { get; set; } = [];

    [Id(4)]
    public Dictionary<string, decimal> Prices { get; set; } = [];

    [Id(5)]
    public StoredDocument? Attachment { get; set; }
}
