using Orleans.Storage;

namespace Orleans.TestingHost;

/// <summary>A fault that a test injects into storage.</summary>
[GenerateSerializer]
public sealed class RandomlyInjectedStorageException() : Exception("The test injected this failure of storage.");

/// <summary>A conflict that a test injects into storage.</summary>
[GenerateSerializer]
public sealed class RandomlyInjectedInconsistentStateException() : InconsistentStateException("The test injected this conflict of ETags.");
