using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Hosting;
using OrleansAgents.Runtime.Tests.Clusters;

namespace OrleansAgents.Runtime.Tests;

/// <summary>Filters see the interface's method and the grain's, also where the names alone do not tell which.</summary>
[Promise("C13")]
public sealed class InterfaceMethodTests
{
    [Fact]
    public async Task Filter_SeesMethodsOfPlainBaseInterfacesAndTheRightOverload()
    {
        var seen = new ConcurrentQueue<(string Interface, string Implementation)>();
        await using var cluster = await ClusterTest.Start(1, silo => silo.AddIncomingGrainCallFilter(async context =>
        {
            if (context.Grain is OverloadingGrain) seen.Enqueue((Text(context.InterfaceMethod), Text(context.ImplementationMethod)));
            await context.Invoke();
        }));
        var grain = cluster.Client.GetGrain<IOverloadingGrain>("a");
        Assert.Equal("described", await grain.Describe());
        Assert.Equal("2", await grain.Put("x", 2));
        Assert.Equal("y", await grain.Put("x", "y"));
        Assert.Equal("2 items", await grain.Put(new List<int> { 1, 2 }));
        Assert.Equal("3 in an array", await grain.Put(new[] { 1, 2, 3 }));
        Assert.Equal(
            [
                ("IDescribed.Describe()", "OverloadingGrain.Describe()"),
                ("IOverloadingGrain.Put(String, Int32)", "OverloadingGrain.Put(String, Int32)"),
                ("IOverloadingGrain.Put(String, String)", "OverloadingGrain.Put(String, String)"),
                ("IOverloadingGrain.Put(List`1)", "OverloadingGrain.Put(List`1)"),
                ("IOverloadingGrain.Put(Int32[])", "OverloadingGrain.Put(Int32[])"),
            ],
            seen);
    }

    private static string Text(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}({string.Join(", ", method.GetParameters().Select(p => p.ParameterType.Name))})";
}

/// <summary>An interface of which no code is generated.</summary>
public interface IDescribed
{
    Task<string> Describe();
}

public interface IOverloadingGrain : IGrainWithStringKey, IDescribed
{
    Task<string> Put<T>(T value, int times);

    Task<string> Put<T>(T value, string name);

    Task<string> Put<T>(List<T> values);

    Task<string> Put<T>(T[] values);
}

public sealed class OverloadingGrain : Grain, IOverloadingGrain
{
    public Task<string> Describe() => Task.FromResult("described");

    public Task<string> Put<T>(T value, int times) => Task.FromResult($"{times}");

    public Task<string> Put<T>(T value, string name) => Task.FromResult(name);

    public Task<string> Put<T>(List<T> values) => Task.FromResult($"{values.Count} items");

    public Task<string> Put<T>(T[] values) => Task.FromResult($"{values.Length} in an array");
}
