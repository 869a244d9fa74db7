namespace System.Runtime.CompilerServices;

/// <summary>Lets this netstandard2.0 assembly declare records and init-only properties.</summary>
internal static class IsExternalInit;
