using Orleans.Runtime;

namespace Orleans.Core.Internal;

/// <summary>What can be asked of any grain from outside: to end, or to move.</summary>
public interface IGrainManagementExtension : IGrainExtension
{
    /// <summary>Ends the activation once its running calls have ended.</summary>
    ValueTask DeactivateOnIdle();

    /// <inheritdoc cref="DeactivateOnIdle()"/>
    ValueTask DeactivateOnIdle(CancellationToken cancellationToken) => DeactivateOnIdle();

    /// <summary>Ends the activation and hands its migration state to the next one.</summary>
    ValueTask MigrateOnIdle();

    /// <inheritdoc cref="MigrateOnIdle()"/>
    ValueTask MigrateOnIdle(CancellationToken cancellationToken) => MigrateOnIdle();
}

/// <summary>A grain context that keeps track of the call chains which may re-enter it.</summary>
public interface ICallChainReentrantGrainContext
{
    void OnEnterReentrantSection(Guid reentrancyId);

    void OnExitReentrantSection(Guid reentrancyId);
}

internal sealed class GrainManagementExtension(Activation activation) : IGrainManagementExtension
{
    public ValueTask DeactivateOnIdle()
    {
        activation.RequestDeactivation(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "DeactivateOnIdle was called through IGrainManagementExtension."));
        return default;
    }

    public ValueTask MigrateOnIdle()
    {
        activation.Migrate(null);
        return default;
    }
}
