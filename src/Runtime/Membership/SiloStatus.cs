namespace Orleans.Runtime;

/// <summary>Where a silo is in its life.</summary>
[GenerateSerializer]
public enum SiloStatus
{
    /// <summary>No silo is known by this address.</summary>
    None = 0,
    Created = 1,

    /// <summary>Not yet a member.</summary>
    Joining = 2,

    /// <summary>A member that runs grains.</summary>
    Active = 3,

    /// <summary>Hands its grains over and then leaves.</summary>
    ShuttingDown = 4,

    /// <summary>Leaves at once.</summary>
    Stopping = 5,

    /// <summary>Has left and never comes back; a restart is another silo.</summary>
    Dead = 6,
}

public static class SiloStatusExtensions
{
    /// <summary>True for a silo that leaves or has left.</summary>
    public static bool IsTerminating(this SiloStatus siloStatus) => siloStatus is SiloStatus.ShuttingDown or SiloStatus.Stopping or SiloStatus.Dead;
}
