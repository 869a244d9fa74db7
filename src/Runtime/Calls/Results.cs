using Orleans.Serialization;
using Orleans.Serialization.Buffers;

namespace Orleans.Runtime;

/// <summary>Results on their way from callee to caller: copied when both share a process, written when they do not.</summary>
internal static class Results
{
    /// <summary>The result as the caller may have it: a copy, unless it is immutable or will be written to the wire anyway.</summary>
    public static TResult Isolate<TResult>(RequestBase request, TResult result)
    {
        if (request.Descriptor.ResultIsShareable || request.ReplyTo is not null || result is null) return result;
        var codec = request.Runtime!.Catalog.Get<TResult>();
        if (codec.IsShareable) return result;
        var context = CopyContext.Rent(request.Runtime!.Catalog);
        var copy = codec.Copy(result, context);
        context.Return();
        return copy;
    }

    public static void Write<TResult>(Writer writer, TResult? result)
    {
        if (result is null) writer.WriteNull(0);
        else writer.Catalog.Get<TResult>().Write(writer, 0, result);
    }

    public static TResult Read<TResult>(Reader reader, Field field) => reader.Catalog.Get<TResult>().Read(reader, field);
}
