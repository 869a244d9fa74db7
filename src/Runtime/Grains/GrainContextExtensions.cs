using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans
{
    public static class GrainContextComponentExtensions
    {
        /// <summary>The activation's extension of this interface.</summary>
        /// <exception cref="InvalidOperationException">The context can have no extensions.</exception>
        public static TComponent GetGrainExtension<TComponent>(this IGrainContext context)
            where TComponent : class, IGrainExtension
        {
            var binder = context as IGrainExtensionBinder ?? context.GetComponent<IGrainExtensionBinder>() ?? throw new InvalidOperationException(
                $"Context {context} of {context.GrainId} can have no extensions, so {typeof(TComponent)} can not be found in it; call it from a grain.");
            return binder.GetExtension<TComponent>();
        }
    }
}

namespace Orleans.Runtime
{
    public static class GrainContextExtensions
    {
        /// <summary>Deactivates and waits until the activation has ended: inside that activation the wait never ends.</summary>
        [Obsolete("Waiting inside a grain for its own deactivation never ends. Use IGrainContext.Deactivate, and await Deactivated from outside.")]
        public static Task DeactivateAsync(this IGrainContext grainContext, DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
        {
            grainContext.Deactivate(deactivationReason, cancellationToken);
            return grainContext.Deactivated;
        }
    }
}
