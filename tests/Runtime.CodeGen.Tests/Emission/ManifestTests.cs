using System.Reflection;
using Orleans.CodeGen.Tests.Harness;

namespace Orleans.CodeGen.Tests.Emission;

/// <summary>What a generated assembly says of itself.</summary>
public sealed partial class ManifestTests
{
    [Fact]
    public void Manifest_OfEveryKindOfDeclaration_ListsEachOnceInOrder()
    {
        var file = Consumer.Of("""
            [assembly: GenerateCodeForDeclaringAssembly(typeof(IGrain))]
            namespace Shop;
            public interface IPlain { }
            public partial interface IOrder : IGrainWithStringKey { Task Go(); }
            [Alias("box")] public interface IBox<T> : IGrainWithGuidKey { Task<T> Get(); }
            public partial interface IOrder : IGrainWithStringKey { }
            [GenerateSerializer, Alias("o"), Alias("older")] public record Order(int X);
            [GenerateSerializer] public record Pair<A, B>(A X, B Y);
            [GenerateSerializer] public enum State { Open }
            public class MissingException : Exception { }
            public abstract class BaseException : Exception { }
            [GenerateSerializer] public class CodedException : BaseException { }
            [GenerateSerializer] public struct Surrogate { [Id(0)] public int X; }
            [GenerateSerializer] public struct Surrogate<T> { [Id(0)] public T X; }
            [RegisterConverter] public sealed class C1 : IConverter<System.UriBuilder, Surrogate> { public System.UriBuilder ConvertFromSurrogate(in Surrogate s) => new(); public Surrogate ConvertToSurrogate(in System.UriBuilder v) => default; }
            [RegisterConverter] public sealed class C2<T> : IConverter<System.Lazy<T>, Surrogate<T>> { public System.Lazy<T> ConvertFromSurrogate(in Surrogate<T> s) => new(); public Surrogate<T> ConvertToSurrogate(in System.Lazy<T> v) => default; }
            internal abstract class BaseGrain : Grain, IOrder { public Task Go() => Task.CompletedTask; }
            internal class OrderGrain : BaseGrain { }
            internal partial class BoxGrain<T> : Grain, IBox<T> { public Task<T> Get() => null!; }
            internal partial class BoxGrain<T> : IDisposable { public void Dispose() { } }
            internal class PlainGrain : IOrder { public Task Go() => Task.CompletedTask; }
            internal class Helper : IPlain { }
            """).Generate().AssertClean().File("Manifest");

        var lines = file.Split('\n').Select(static l => l.Trim()).Where(static l => l.StartsWith("manifest.", StringComparison.Ordinal)).Select(static l => Hash().Replace(l.Replace("global::", "", StringComparison.Ordinal), "_#<"));
        Assert.Equal(
            [
                "manifest.AddGrainClass(typeof(Shop.BoxGrain<>));",
                "manifest.AddConverter(typeof(System.UriBuilder), typeof(Shop.Surrogate), typeof(Shop.C1));",
                "manifest.AddConverter(typeof(System.Lazy<>), typeof(Shop.Surrogate<>), typeof(Shop.C2<>));",
                "manifest.AddType(typeof(Shop.CodedException), null);",
                "manifest.AddCodec<Shop.CodedException>(static catalog => new OrleansCodeGen.Shop.Codec_CodedException(catalog));",
                "manifest.AddType(typeof(Shop.IBox<>), \"box\");",
                "manifest.AddGrainInterface(new Orleans.Serialization.Configuration.GrainInterfaceEntry(typeof(Shop.IBox<>), typeof(OrleansCodeGen.Shop.Reference_IBox_#<>), null, System.Array.Empty<Orleans.Runtime.MethodDescriptor>()));",
                "manifest.AddType(typeof(Shop.IOrder), null);",
                "manifest.AddGrainInterface(new Orleans.Serialization.Configuration.GrainInterfaceEntry(typeof(Shop.IOrder), typeof(OrleansCodeGen.Shop.Reference_IOrder), static (shared, key) => new OrleansCodeGen.Shop.Reference_IOrder(shared, key), OrleansCodeGen.Shop.Reference_IOrder.Methods));",
                "manifest.AddException(typeof(Shop.MissingException));",
                "manifest.AddType(typeof(Shop.Order), \"older\");",
                "manifest.AddType(typeof(Shop.Order), \"o\");",
                "manifest.AddCodec<Shop.Order>(static catalog => new OrleansCodeGen.Shop.Codec_Order(catalog));",
                "manifest.AddGrainClass(typeof(Shop.OrderGrain));",
                "manifest.AddType(typeof(Shop.Pair<,>), null);",
                "manifest.AddGenericCodec(typeof(Shop.Pair<,>), typeof(OrleansCodeGen.Shop.Codec_Pair_#<,>));",
                "manifest.AddGrainClass(typeof(Shop.PlainGrain));",
                "manifest.AddType(typeof(Shop.State), null);",
                "manifest.AddType(typeof(Shop.Surrogate), null);",
                "manifest.AddCodec<Shop.Surrogate>(static catalog => new OrleansCodeGen.Shop.Codec_Surrogate(catalog));",
                "manifest.AddType(typeof(Shop.Surrogate<>), null);",
                "manifest.AddGenericCodec(typeof(Shop.Surrogate<>), typeof(OrleansCodeGen.Shop.Codec_Surrogate_#<>));",
            ],
            lines);
    }

    [Fact]
    public void ApplicationParts_OfAHost_NameWhatItReachesThroughOthers()
    {
        var contracts = (Consumer.Of("public interface IA : IGrainWithStringKey { }") with { AssemblyName = "Parts.Contracts" }).Generate().AssertClean();
        var grains = (Consumer.Of("public class A : Grain, IA { }") with { AssemblyName = "Parts.Grains", References = [contracts.AsReference()] }).Generate().AssertClean();
        var host = (Consumer.Of("public static class Host { }") with { AssemblyName = "Parts.Host", References = [grains.AsReference()] }).Generate().AssertClean();

        var parts = host.File("Manifest").Split('\n').Where(static l => l.Contains("ApplicationPart(", StringComparison.Ordinal)).Select(static l => l.Split('"')[1]);
        Assert.Equal(["Parts.Host", "OrleansAgents.Runtime", "Parts.Contracts", "Parts.Grains"], parts);
    }

    [Fact]
    public void Provider_OfAnAssembly_IsFoundByItsAttribute()
    {
        var assembly = Consumer.Of("[GenerateSerializer] public record Order(int X);").Generate().Load();

        var provider = Assert.Single(assembly.GetCustomAttributes<Serialization.Configuration.TypeManifestProviderAttribute>()).ProviderType;
        Assert.False(provider.IsPublic);
        Assert.Equal("Order { X = 5 }", new Wire(assembly).RoundTrip(Activator.CreateInstance(assembly.GetType("Order")!, 5)!).ToString());
    }

    [Fact]
    public void DeclaringAssembly_CompiledWithoutTheGenerator_GetsItsCodeHere()
    {
        var contracts = Consumer.Of("""
            namespace Foreign;
            public interface IOrderGrain : IGrainWithStringKey { Task<Order> Get(int id, CancellationToken token); }
            public interface IChildGrain : IOrderGrain { Task Go(); }
            [GenerateSerializer] public record Order(int X, string Name) { [Id(0)] public int Y { get; init; } }
            [GenerateSerializer] public class Box<T> { [Id(0)] public T? Value { get; private set; } [Id(1)] public int Get { get; } public static Box<T> Make(T value) => new() { Value = value }; public override string ToString() => $"{Value}"; }
            internal interface IHidden : IGrainWithStringKey { }
            """).Compilation();
        using var stream = new MemoryStream();
        Assert.True(contracts.Emit(stream).Success);
        var foreign = Generation.Load(stream.ToArray());
        var generation = (Consumer.Of("[assembly: GenerateCodeForDeclaringAssembly(typeof(Foreign.Order))]") with { References = [Microsoft.CodeAnalysis.MetadataReference.CreateFromImage(stream.ToArray())] }).Generate();
        var wire = new Wire(foreign, generation.Load());

        var order = Activator.CreateInstance(foreign.GetType("Foreign.Order")!, 4, "n")!;
        Assert.Equal("Order { X = 4, Name = n, Y = 0 }", wire.RoundTrip(order).ToString());
        Assert.Contains("Reference_IOrderGrain", generation.File("Manifest"), StringComparison.Ordinal);
        Assert.Contains("Reference_IChildGrain", generation.File("Manifest"), StringComparison.Ordinal);
        Assert.DoesNotContain("IHidden", generation.File("Manifest"), StringComparison.Ordinal);
    }

    [Fact]
    public void Compilation_WithoutTheRuntime_GetsNothing()
    {
        var compilation = Microsoft.CodeAnalysis.CSharp.CSharpCompilation.Create(
            "Alone",
            [Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree.ParseText("public interface IA : System.IDisposable { } public class A : System.Exception { }", Consumer.Parsing)],
            [Microsoft.CodeAnalysis.MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new(Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary));

        Assert.Empty(new Generation(compilation).AssertClean().Result.GeneratedTrees);
    }

    [System.Text.RegularExpressions.GeneratedRegex("_[0-9A-F]{8}<")]
    private static partial System.Text.RegularExpressions.Regex Hash();
}
