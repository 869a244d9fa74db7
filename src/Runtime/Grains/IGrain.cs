namespace Orleans.Runtime
{
    /// <summary>Anything that a call can be addressed to.</summary>
    public interface IAddressable
    {
    }

    /// <summary>An interface that can be added to a grain besides those of its class.</summary>
    public interface IGrainExtension : IAddressable
    {
    }
}

namespace Orleans
{
    /// <summary>Base of all grain interfaces. Use one of those that name the kind of key.</summary>
    public interface IGrain : Runtime.IAddressable
    {
    }

    /// <summary>A grain whose key is a GUID.</summary>
    public interface IGrainWithGuidKey : IGrain
    {
    }

    /// <summary>A grain whose key is a 64-bit integer.</summary>
    public interface IGrainWithIntegerKey : IGrain
    {
    }

    /// <summary>A grain whose key is a string.</summary>
    public interface IGrainWithStringKey : IGrain
    {
    }

    /// <summary>A grain whose key is a GUID and a string.</summary>
    public interface IGrainWithGuidCompoundKey : IGrain
    {
    }

    /// <summary>A grain whose key is a 64-bit integer and a string.</summary>
    public interface IGrainWithIntegerCompoundKey : IGrain
    {
    }

    /// <summary>An interface for calls back into a client or a grain.</summary>
    public interface IGrainObserver : Runtime.IAddressable
    {
    }

    /// <summary>An interface of a silo's own services.</summary>
    public interface ISystemTarget : Runtime.IAddressable
    {
    }
}
