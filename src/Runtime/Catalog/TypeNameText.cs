using System.Text;
using Orleans.Serialization;
using Orleans.Serialization.Configuration;
using Orleans.Serialization.Types;

namespace Orleans.Runtime;

/// <summary>Type names as text, for the names of constructed generic grain types and interfaces: <c>Name[[argument],[argument]]</c>. Only types that the process was built with are found.</summary>
internal sealed class TypeNameText(TypeManifest manifest)
{
    private readonly Dictionary<string, Type> _builtIn = WellKnownTypes.All.ToDictionary(t => t.Key.FullName!, t => t.Key);

    public string Format(Type type)
    {
        if (type.IsArray) return $"{Format(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (!type.IsConstructedGenericType) return NameOf(type);
        return $"{NameOf(type.GetGenericTypeDefinition())}[{string.Join(",", type.GetGenericArguments().Select(a => $"[{Format(a)}]"))}]";
    }

    /// <summary>The type of that name; null when it is not known here.</summary>
    public Type? Parse(string text)
    {
        if (text.EndsWith("[]", StringComparison.Ordinal)) return Parse(text[..^2])?.MakeArrayType();
        var bracket = text.IndexOf('[', StringComparison.Ordinal);
        if (bracket < 0) return Find(text);
        if (Find(text[..bracket]) is not { IsGenericTypeDefinition: true } definition) return null;
        var arguments = SplitArguments(text[bracket..]).Select(Parse).ToArray();
        return arguments.Length == definition.GetGenericArguments().Length && arguments.All(a => a is not null) ? definition.MakeGenericType(arguments!) : null;
    }

    /// <summary>Splits <c>[[a],[b[[c]]]]</c> into <c>a</c> and <c>b[[c]]</c>.</summary>
    public static IEnumerable<string> SplitArguments(string list)
    {
        var depth = 0;
        var start = 0;
        for (var i = 0; i < list.Length; i++)
        {
            if (list[i] == '[' && ++depth == 2) start = i + 1;
            if (list[i] == ']' && depth-- == 2) yield return list[start..i];
        }
    }

    private string NameOf(Type type) => _builtIn.ContainsKey(type.FullName ?? "") ? type.FullName! : manifest.Names.TryNameOf(type) ?? type.FullName ?? type.Name;

    private Type? Find(string name) => _builtIn.TryGetValue(name, out var type) ? type : manifest.Names.Find(Encoding.UTF8.GetBytes(name));
}
