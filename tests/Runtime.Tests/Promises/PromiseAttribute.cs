namespace OrleansAgents.Runtime.Tests;

/// <summary>Names the promise of docs/promises.md that a test, or every test of a class, shows.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
internal sealed class PromiseAttribute(string id) : Attribute
{
    public string Id { get; } = id;
}
