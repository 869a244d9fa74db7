namespace Orleans.Runtime;

/// <summary>Where unique ids come from; the simulator replaces it with a seeded one.</summary>
internal abstract class IdSource
{
    public static IdSource System { get; } = new SystemIds();

    public abstract Guid NewGuid();

    private sealed class SystemIds : IdSource
    {
#pragma warning disable RS0030 // The one place where ids are made.
        public override Guid NewGuid() => Guid.NewGuid();
#pragma warning restore RS0030
    }
}
