using OrleansAgents.Grains.Users;

namespace OrleansAgents.Grains.Agents.Memory;

/// <summary>Preferences in each person's own grain.</summary>
internal sealed class UserPreferences(IGrainFactory grains) : IPreferences
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<Preference>?> RememberAsync(string user, Preference preference) => grains.GetGrain<IUserGrain>(user).Remember(preference);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Preference>> RecallAsync(string user) => grains.GetGrain<IUserGrain>(user).Recall();

    /// <inheritdoc/>
    public Task ForgetAsync(string user, IReadOnlyList<string> texts) => grains.GetGrain<IUserGrain>(user).Forget(texts);
}
