using OrleansAgents.Grains;

namespace OrleansAgents.Gateway;

/// <summary>Users as services name them.</summary>
internal static class ServiceUsers
{
    public static Problem? Check(string? user) => user is not null && UserKey.TryDecode(user, out _, out _)
        ? null
        : Problem.BadRequest("user", $"The user is {(user is null ? "missing" : $"'{TextChecks.Shown(user)}'")}; give tenant:subject, each part percent-encoded.");

    /// <summary>The same for a user of another tenant as for one that does not exist.</summary>
    public static Problem Unknown(string user) => Problem.NotFound("user-not-found", $"Your tenant has no user '{TextChecks.Shown(user)}'; a service acts for users of its own tenant.");
}
