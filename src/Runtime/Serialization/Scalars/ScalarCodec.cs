namespace Orleans.Serialization.Scalars;

/// <summary>Base of codecs of immutable values without parts: a copy is the value itself, and no occurrence is tracked.</summary>
internal abstract class ScalarCodec<T> : Codec<T>
{
    public override bool IsShareable => true;

    public sealed override T Copy(T value, CopyContext context) => value;
}
