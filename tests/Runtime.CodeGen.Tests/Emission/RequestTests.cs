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

    [Fact]
    public async Task Invoke_OfEachKind_CallsTheTargetWithItsArguments()
    {
        var assembly = Consumer.Of(
            """
            public interface I<T> : IGrainWithStringKey
            {
                Task A(int x, CancellationToken token); Task<string> B(T x, string y); ValueTask C(); ValueTask<int> D(int x); [OneWay] void E(T[] x);
                IAsyncEnumerable<T> F(T x); Task<U> G<U>(T x, U y) where U : IComparable<U>; Task H(); internal Task<int> J(int? x);
            }
            public interface IPlain { Task<int> P(int x); }
            public interface IDerived : I<long>, IPlain { new Task H(); }
            public sealed class Target : IDerived
            {
                public List<string> Log = [];
                public Task A(int x, CancellationToken token) { Log.Add($"A {x} {token.CanBeCanceled}"); return Task.CompletedTask; }
                public Task<string> B(long x, string y) => Task.FromResult($"{x}{y}");
                public ValueTask C() { Log.Add("C"); return default; }
                public async ValueTask<int> D(int x) { await Task.Yield(); return x + 1; }
                public void E(long[] x) => Log.Add($"E {x.Length}");
                public async IAsyncEnumerable<long> F(long x) { await Task.Yield(); yield return x; }
                public Task<U> G<U>(long x, U y) where U : IComparable<U> => Task.FromResult(y);
                Task I<long>.H() { Log.Add("base H"); return Task.CompletedTask; }
                Task IDerived.H() { Log.Add("derived H"); return Task.CompletedTask; }
                Task<int> I<long>.J(int? x) => Task.FromResult(x ?? -1);
                public Task<int> P(int x) => throw new InvalidOperationException($"no {x}");
            }
            """).Generate().Load();
        var target = Activator.CreateInstance(assembly.GetType("Target")!)!;
        var log = (List<string>)target.GetType().GetField("Log")!.GetValue(target)!;

        await Call("A", [typeof(long)], 3, CancellationToken.None);
        Assert.Equal("7seven", (await Call("B", [typeof(long)], 7L, "seven")).Result);
        await Call("C", [typeof(long)]);
        Assert.Equal(6, (await Call("D", [typeof(long)], 5)).Result);
        await Call("E", [typeof(long)], new long[2]);
        Assert.IsAssignableFrom<IAsyncEnumerable<long>>((await Call("F", [typeof(long)], 1L)).Result);
        Assert.Equal("g", (await Call("G", [typeof(long), typeof(string)], 1L, "g")).Result);
        await Call("H", [typeof(long)]);
        await Call("H", []);
        Assert.Equal(-1, (await Call("J", [typeof(long)], [null])).Result);
        Assert.Equal("no 4", (await Call("P", [], 4)).Exception!.Message);
        Assert.Equal(["A 3 False", "C", "E 2", "base H", "derived H"], log);

        async Task<Serialization.Invocation.Response> Call(string method, Type[] typeArguments, params object?[] arguments)
        {
            var type = assembly.GetTypes().Single(t =>
                t.Name.StartsWith("Invokable_", StringComparison.Ordinal)
                && t.Name.Contains($"_{method}_", StringComparison.Ordinal)
                && t.GetGenericArguments().Length == typeArguments.Length);
            var request = (RequestBase)Activator.CreateInstance(typeArguments.Length > 0 ? type.MakeGenericType(typeArguments) : type)!;
            for (var i = 0; i < arguments.Length; i++) request.SetArgument(i, arguments[i]!);
            request.SetTarget(new Holder(target));
            return await request.Invoke();
        }
    }

    private sealed class Holder(object target) : Serialization.Invocation.ITargetHolder
    {
        public object GetTarget() => target;

        public object? GetComponent(Type componentType) => null;
    }
}
