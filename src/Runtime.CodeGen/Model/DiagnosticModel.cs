using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Orleans.CodeGen.Model;

/// <summary>A place in a source file, without the syntax tree: a tree held by a model would keep a whole compilation alive and compare unequal after every edit.</summary>
internal sealed record LocationModel(string Path, TextSpan Span)
{
    public static LocationModel? Of(Location? location) =>
        location?.SourceTree is { } tree ? new LocationModel(tree.FilePath, location.SourceSpan) : null;
}

/// <summary>A finding of discovery.</summary>
/// <param name="Id">The code of its descriptor.</param>
/// <param name="UnlessConverted">The reflection name of a type: the finding is void when a registered converter handles that type, which only the whole compilation can tell.</param>
internal sealed record DiagnosticModel(string Id, LocationModel? Location, EquatableArray<string> Arguments, string? UnlessConverted = null);

/// <summary>What discovery makes of one declaration: the model that code is emitted from, or null if none can be, and the findings.</summary>
internal sealed record Discovered<T>(T? Model, EquatableArray<DiagnosticModel> Findings)
    where T : class;

/// <summary>Collects findings while a declaration is examined.</summary>
internal sealed class Findings
{
    private readonly List<DiagnosticModel> _items = [];

    public int Count => _items.Count;

    public void Add(DiagnosticDescriptor descriptor, Location? location, params string[] arguments) =>
        _items.Add(new DiagnosticModel(descriptor.Id, LocationModel.Of(location), new EquatableArray<string>(arguments)));

    public void AddUnlessConverted(string metadataName, DiagnosticDescriptor descriptor, Location? location, params string[] arguments) =>
        _items.Add(new DiagnosticModel(descriptor.Id, LocationModel.Of(location), new EquatableArray<string>(arguments), metadataName));

    public Discovered<T> With<T>(T? model)
        where T : class => new(model, new EquatableArray<DiagnosticModel>(_items));
}
