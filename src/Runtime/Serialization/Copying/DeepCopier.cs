namespace Orleans.Serialization;

/// <summary>Copies values so that copy and value share nothing mutable. Thread safe.</summary>
public sealed class DeepCopier
{
    private readonly CodecCatalog _catalog;

    public DeepCopier(CodecCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        _catalog = catalog;
    }

    /// <exception cref="SerializerException">The value, or a part of it, has no codec or nests too deep.</exception>
    public T Copy<T>(T value)
    {
        var codec = _catalog.Get<T>();
        if (codec.IsShareable && typeof(T).IsSealed)
        {
            return value;
        }

        var context = CopyContext.Rent(_catalog);
        try
        {
            return codec.Copy(value, context);
        }
        finally
        {
            context.Return();
        }
    }

    public DeepCopier<T> GetCopier<T>() => new(_catalog);
}
