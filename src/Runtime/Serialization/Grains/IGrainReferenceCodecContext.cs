namespace Orleans.Serialization;

/// <summary>What the serializer must know of grain references: which grain stands behind one, and how to make one. The host implements it.</summary>
public interface IGrainReferenceCodecContext
{
    /// <summary>
    /// The reference to be sent for an object that a call can be addressed to: itself if it is a reference, the grain's own one if
    /// it is a grain.
    /// </summary>
    /// <param name="addressable">A reference, a grain, or an object that implements an observer interface.</param>
    /// <param name="declaredType">The interface that the member is declared with.</param>
    /// <exception cref="SerializerException">There is none, because the object is an observer without a reference.</exception>
    object ToReference(object addressable, Type declaredType);

    /// <summary>The identity behind a reference.</summary>
    void Describe(object reference, out Orleans.Runtime.GrainId id, out string interfaceName);

    /// <summary>A reference to the grain that implements <paramref name="declaredType"/>.</summary>
    /// <param name="declaredType">The interface that the member is declared with; <see cref="Orleans.Runtime.IAddressable"/> if it says no more.</param>
    /// <param name="interfaceName">The interface of the reference that was sent, as <see cref="Describe"/> named it.</param>
    /// <param name="id">The grain; the message is not trusted, so it may be of an unknown type.</param>
    /// <exception cref="SerializerException">The interface is not known here.</exception>
    object ReadReference(Type declaredType, string interfaceName, Orleans.Runtime.GrainId id);
}
