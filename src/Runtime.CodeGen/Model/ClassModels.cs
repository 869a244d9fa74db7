namespace Orleans.CodeGen.Model;

/// <summary>A class that the manifest lists: one that can be activated as a grain, or an exception that may cross the wire.</summary>
internal sealed record ListedClassModel(string OpenName, string MetadataName, bool IsException);

/// <summary>A class with [RegisterConverter].</summary>
/// <param name="ValueNames">The reflection names of the types that it converts.</param>
/// <param name="Registrations">What the manifest says of it.</param>
internal sealed record ConverterModel(string MetadataName, EquatableArray<string> ValueNames, EquatableArray<string> Registrations);

/// <summary>What the assembly says of itself and of those it refers to.</summary>
/// <param name="IsRuntimeReferenced">False when the compilation does not know Orleans' types; then nothing is emitted.</param>
/// <param name="ApplicationParts">Names of the assemblies that a host searches for manifests, this one excluded.</param>
internal sealed record AssemblyModel(string Name, bool IsRuntimeReferenced, EquatableArray<string> ApplicationParts);
