using Orleans.CodeGen.Tests.Harness;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;

namespace Orleans.CodeGen.Tests.Emission;

/// <summary>What a request does with its arguments.</summary>
public sealed class RequestTests
{
    private const string Source = """
        public enum Color : byte { Red, Blue = 200 }
        [GenerateSerializer] public sealed record Item(int X);
        [GenerateSerializer] public class Bag { [Id(0)] public int X; }
        public interface IOrder : IGrainWithStringKey
        {
            Task Mixed(int a, string b, Color c, CancellationToken token, Guid d, Item e);
            Task Mutable(Bag bag, [Immutable] Bag frozen, Item item);
            Task None();
            Task Numbers(int a, long b, Color c);
        }
        """;

    [Fact]
    public void Arguments_ByPosition_CountTheTokenWhereItStands()
    {
        var request = LoadedInterface.Rent(Consumer.Of(Source).Generate().Load(), "Mixed");

        Assert.Equal(6, request.GetArgumentCount());
        request.SetArgument(0, 5);
        request.SetArgument(1, "five");
        request.SetArgument(3, CancellationToken.None);
        Assert.Equal(5, request.GetArgument(0));
        Assert.Equal("five", request.GetArgument(1));
        Assert.Equal(CancellationToken.None, request.GetArgument(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => request.GetArgument(6));
        Assert.Throws<ArgumentOutOfRangeException>(() => request.SetArgument(-1, null!));
        using var other = new CancellationTokenSource();
        Assert.Throws<NotSupportedException>(() => request.SetArgument(3, other.Token));
    }

    [Fact]
    public void Arguments_WrittenAndRead_AreTheSame()
    {
        var assembly = Consumer.Of(Source).Generate().Load();
        var catalog = new Wire(assembly).Catalog;
        var sent = LoadedInterface.Rent(assembly, "Mixed");
        object?[] values = [5, "five", Enum.ToObject(assembly.GetType("Color")!, 200), CancellationToken.None, Guid.Parse("11112222-3333-4444-5555-666677778888"), Activator.CreateInstance(assembly.GetType("Item")!, 9)];
        for (var i = 0; i < values.Length; i++) sent.SetArgument(i, values[i]!);
        var writer = Writer.Rent(catalog);
        sent.WriteArguments(writer);
        var bytes = writer.WrittenSpan.ToArray();

        var received = LoadedInterface.Rent(assembly, "Mixed");
        received.ReadArguments(Reader.Rent(catalog, bytes, 0, bytes.Length));

        Assert.Equal(values, Enumerable.Range(0, 6).Select(received.GetArgument));
    }

    [Fact]
    public void CopyArguments_CopiesOnlyWhatCanBeChanged()
    {
        var assembly = Consumer.Of(Source).Generate().Load();
        var request = LoadedInterface.Rent(assembly, "Mutable");
        var bag = Activator.CreateInstance(assembly.GetType("Bag")!)!;
        var item = Activator.CreateInstance(assembly.GetType("Item")!, 1)!;
        request.SetArgument(0, bag);
        request.SetArgument(1, bag);
        request.SetArgument(2, item);

        var context = CopyContext.Rent(new Wire(assembly).Catalog);
        request.CopyArguments(context);
        context.Return();

        Assert.NotSame(bag, request.GetArgument(0));
        Assert.Same(bag, request.GetArgument(1));
        Assert.Same(item, request.GetArgument(2));
    }

    [Theory]
    [InlineData("None", "WriteArguments")]
    [InlineData("None", "GetArgument")]
    [InlineData("None", "ClearArguments")]
    [InlineData("Numbers", "CopyArguments")]
    [InlineData("Numbers", "ClearArguments")]
    public void Override_ThatWouldDoNothing_IsNotEmitted(string method, string name)
    {
        var type = LoadedInterface.Rent(Consumer.Of(Source).Generate().Load(), method).GetType();

        Assert.DoesNotContain(type.GetMethods(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic), m => m.Name == name && m.DeclaringType == type);
    }

    [Fact]
    public void Request_OfAGenericMethod_ClosesOverInterfaceAndMethod()
    {
        var assembly = Consumer.Of("public interface IBox<T> : IGrainWithStringKey { Task<U> Swap<U>(T x, U y, int z); }").Generate().Load();
        var definition = LoadedInterface.In(assembly, "IBox`1", typeof(string)).Methods["Swap"];
        var type = assembly.GetTypes().Single(static t => t.Name.StartsWith("Invokable_", StringComparison.Ordinal)).MakeGenericType(typeof(string), typeof(long));
        var closed = ((RequestBase)Activator.CreateInstance(type)!).Descriptor;

        Assert.Equal(1, definition.GenericArity);
        Assert.Equal(definition.Id, closed.Id);
        Assert.Equal(definition.InterfaceType, closed.InterfaceType);
        Assert.IsAssignableFrom<TaskRequest<long>>(Activator.CreateInstance(type));
    }

    [Theory]
    [InlineData("Task", typeof(TaskRequest))]
    [InlineData("Task<int>", typeof(TaskRequest<int>))]
    [InlineData("ValueTask", typeof(Request))]
    [InlineData("ValueTask<int>", typeof(Request<int>))]
    [InlineData("IAsyncEnumerable<int>", typeof(AsyncEnumerableRequest<int>))]
    [InlineData("[OneWay] void", typeof(VoidRequest))]
    public void Request_OfAReturnType_HasItsBaseClass(string returns, Type expected)
    {
        var assembly = Consumer.Of($"public interface I : IGrainWithStringKey {{ {returns} Go(); }}").Generate().Load();

        Assert.Equal(expected, LoadedInterface.Rent(assembly, "Go").GetType().BaseType);
    }
}
