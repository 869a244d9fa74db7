using System.Collections;
using System.Reflection;
using Orleans.Serialization;
using Orleans.Serialization.Configuration;

namespace Orleans.CodeGen.Tests.Discovery;

/// <summary>The generator's list of types that the serializer knows, compared with the serializer.</summary>
public sealed class BuiltInTypesTests
{
    private static readonly CodecCatalog Catalog = new(new TypeManifestBuilder().Build());

    private static readonly Type List = typeof(OrleansGenerator).Assembly.GetType("Orleans.CodeGen.Discovery.BuiltInTypes", throwOnError: true)!;

    private static readonly Type Codecs = typeof(CodecCatalog).Assembly.GetType("Orleans.Serialization.Catalog.BuiltInCodecs", throwOnError: true)!;

    public static TheoryData<string> Listed() => [.. Names("Shareable"), .. Names("ByValue"), .. Names("Others")];

    public static TheoryData<string> ListedAsImmutable() => [.. Names("Shareable"), .. Names("ByValue")];

    public static TheoryData<string> Known() => [.. Keys("Closed").Concat(Keys("Generic")).Where(static t => !t.IsArray).Select(static t => (t.IsConstructedGenericType ? t.GetGenericTypeDefinition() : t).FullName!).Distinct()];

    [Theory]
    [MemberData(nameof(Listed))]
    public void Type_ThatTheGeneratorLists_HasACodec(string name) => Assert.True(Catalog.TryGet(Close(name), out _));

    [Theory]
    [MemberData(nameof(ListedAsImmutable))]
    public void Type_ThatTheGeneratorNeverCopies_IsShareable(string name) => Assert.True(Catalog.Get(Close(name)).IsShareable);

    [Theory]
    [MemberData(nameof(Known))]
    public void Type_ThatTheSerializerKnows_IsListed(string name) =>
        Assert.True((bool)List.GetMethod("Contains")!.Invoke(null, [name])!);

    private static IEnumerable<string> Names(string set) => (IEnumerable<string>)List.GetField(set, BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;

    private static IEnumerable<Type> Keys(string table) =>
        ((IEnumerable)Codecs.GetProperty(table)!.GetValue(null)!).Cast<object>().Select(static pair => (Type)pair.GetType().GetProperty("Key")!.GetValue(pair)!);

    /// <summary>The type of that name, with arguments that are immutable themselves.</summary>
    private static Type Close(string name)
    {
        var type = AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetType(name)).FirstOrDefault(static t => t is not null)
            ?? Platform().Select(a => a.GetType(name)).First(static t => t is { IsPublic: true });
        if (!type!.IsGenericTypeDefinition) return type;
        var argument = name.Contains("Memory", StringComparison.Ordinal) ? typeof(byte) : typeof(int);
        var arguments = type.GetGenericArguments().Select(_ => argument).ToArray();
        if (arguments.Length == 8) arguments[7] = typeof(ValueTuple<int>);
        if (name == "System.Tuple`8") arguments[7] = typeof(Tuple<int>);
        return type.MakeGenericType(arguments);
    }

    private static IEnumerable<Assembly> Platform() => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
        .Where(static p => Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal))
        .Select(static p => Assembly.Load(AssemblyName.GetAssemblyName(p)));
}
