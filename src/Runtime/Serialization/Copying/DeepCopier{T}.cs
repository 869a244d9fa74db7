namespace Orleans.Serialization;

/// <summary>Copies values of one type. Thread safe.</summary>
public sealed class DeepCopier<T>
{
    private readonly DeepCopier _copier;

    public DeepCopier(CodecCatalog catalog)
    {
        _copier = new DeepCopier(catalog);
    }

    /// <inheritdoc cref="DeepCopier.Copy{T}(T)"/>
    public T Copy(T value) => _copier.Copy(value);
}
