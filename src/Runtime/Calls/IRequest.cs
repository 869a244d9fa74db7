using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A grain call as an object.</summary>
public interface IRequest : IInvokable
{
    InvokeMethodOptions Options { get; }

    void AddInvokeMethodOptions(InvokeMethodOptions options);
}

/// <summary>A call that yields many results.</summary>
public interface IAsyncEnumerableRequest<T> : IRequest
{
    /// <summary>Most items that one message brings, when they are there already.</summary>
    int MaxBatchSize { get; set; }

    /// <summary>Calls the method.</summary>
    IAsyncEnumerable<T> InvokeImplementation();
}
