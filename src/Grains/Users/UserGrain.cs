using OrleansAgents.Grains.Agents.Memory;

namespace OrleansAgents.Grains.Users;

/// <summary>A person. The quota lives in memory: whoever returns after the grain has gone has a full one, which is what time would have given them anyway.</summary>
[ColocateByKeyPrefix]
internal sealed class UserGrain(
    [PersistentState("profile")] IPersistentState<StoredProfile> profile, [PersistentState("memory")] IPersistentState<StoredMemory> memory, QuotaOptions quota, TimeProvider time) : Grain, IUserGrain
{
    private readonly TokenBucket _messages = new(quota.MessagesBurst, quota.MessagesPerMinute / 60.0, time.GetUtcNow());

    /// <inheritdoc/>
    public Task<UserProfile> GetProfile() => Task.FromResult(new UserProfile(profile.State.Language, profile.State.TimeZone));

    /// <inheritdoc/>
    public async Task SetProfile(UserProfile chosen)
    {
        if (chosen.Language is not ("zh-CN" or "en"))
        {
            throw new ArgumentException($"The language is '{chosen.Language}'; it can be zh-CN or en.", nameof(chosen));
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(chosen.TimeZone, out _))
        {
            throw new ArgumentException($"The time zone '{chosen.TimeZone}' is unknown; give an IANA id such as Asia/Shanghai.", nameof(chosen));
        }

        profile.State.Language = chosen.Language;
        profile.State.TimeZone = chosen.TimeZone;
        await profile.WriteStateAsync();
    }

    /// <inheritdoc/>
    public Task<QuotaReply> TakeMessage()
    {
        var wait = _messages.Take(time.GetUtcNow());
        return Task.FromResult(new QuotaReply(wait == TimeSpan.Zero, wait));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Preference>?> Remember(Preference preference)
    {
        if (memory.State.Preferences.Exists(kept => kept.Text == preference.Text))
        {
            return [.. memory.State.Preferences];
        }

        if (memory.State.Preferences.Count >= PreferenceLimits.TextsMax || preference.Text.Length > PreferenceLimits.CharactersMax)
        {
            return null;
        }

        memory.State.Preferences.Add(preference);
        await StoreMemoryAsync();
        return [.. memory.State.Preferences];
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Preference>> Recall() => Task.FromResult<IReadOnlyList<Preference>>([.. memory.State.Preferences]);

    /// <inheritdoc/>
    public async Task Forget(IReadOnlyList<string> texts)
    {
        if (memory.State.Preferences.RemoveAll(kept => texts.Contains(kept.Text)) > 0)
        {
            await StoreMemoryAsync();
        }
    }

    private async Task StoreMemoryAsync()
    {
        try
        {
            await memory.WriteStateAsync();
        }
        catch
        {
            // What is in memory was not stored; the next activation reads what was.
            DeactivateOnIdle();
            throw;
        }
    }
}

/// <summary>A profile as it is stored.</summary>
[GenerateSerializer]
internal sealed class StoredProfile
{
    [Id(0)]
    public string Language { get; set; } = "zh-CN";

    [Id(1)]
    public string TimeZone { get; set; } = "Asia/Shanghai";
}

/// <summary>What is remembered of a person, as it is stored.</summary>
[GenerateSerializer]
internal sealed class StoredMemory
{
    /// <summary>Oldest first.</summary>
    [Id(0)]
    public List<Preference> Preferences { get; set; } = [];
}

/// <summary>How much a person may send. The service is free for everyone, so a person's share is what keeps it fair.</summary>
public sealed class QuotaOptions
{
    /// <summary>Messages that may come at once.</summary>
    public int MessagesBurst { get; set; } = 30;

    /// <summary>Messages a minute in the long run: more than anybody types.</summary>
    public int MessagesPerMinute { get; set; } = 60;
}
