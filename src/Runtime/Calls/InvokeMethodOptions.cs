namespace Orleans.CodeGeneration;

/// <summary>What a method's attributes say about its calls.</summary>
[Flags]
[GenerateSerializer]
public enum InvokeMethodOptions
{
    None = 0,

    /// <summary>No response is sent; the call ends when the request has been handed over.</summary>
    OneWay = 1,

    /// <summary>May run together with other read-only calls.</summary>
    ReadOnly = 2,

    /// <summary>May run together with any call.</summary>
    AlwaysInterleave = 4,

    Unordered = 8,
}
