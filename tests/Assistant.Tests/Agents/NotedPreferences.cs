using System.Collections.Concurrent;
using OrleansAgents.Grains.Agents.Memory;

namespace OrleansAgents.Assistant.Tests.Agents;

/// <summary>Preferences in memory, for agents without a silo.</summary>
internal sealed class NotedPreferences : IPreferences
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<Preference>> _kept = new();

    public Task<IReadOnlyList<Preference>?> RememberAsync(string user, Preference preference)
        => Task.FromResult<IReadOnlyList<Preference>?>(_kept.AddOrUpdate(user, _ => [preference], (_, all) => all.Any(kept => kept.Text == preference.Text) ? all : [.. all, preference]));

    public Task<IReadOnlyList<Preference>> RecallAsync(string user) => Task.FromResult(_kept.GetValueOrDefault(user, []));

    public Task ForgetAsync(string user, IReadOnlyList<string> texts)
    {
        _kept.AddOrUpdate(user, _ => [], (_, all) => [.. all.Where(kept => !texts.Contains(kept.Text))]);
        return Task.CompletedTask;
    }
}
