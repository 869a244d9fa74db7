using System.Collections;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Orleans.Utilities;

/// <summary>Observers of a grain, by their reference.</summary>
public class ObserverManager<TObserver>(TimeSpan expiration, ILogger log) : ObserverManager<IAddressable, TObserver>(expiration, log);

/// <summary>
/// Observers of a grain. One that has not subscribed again for <see cref="ExpirationDuration"/>, or whose notification
/// failed, is dropped: clients go away without saying so, and subscribing again is how they say that they are there.
/// </summary>
/// <remarks>
/// Use it from one grain's turns. A notification may subscribe and unsubscribe while it is under way, itself or from an
/// interleaved turn: it goes on over the observers of its beginning, because a change makes a copy of a set that is being read.
/// </remarks>
public partial class ObserverManager<TIdentity, TObserver> : IEnumerable<TObserver>
    where TIdentity : notnull
{
    private readonly ILogger _log;
    private Dictionary<TIdentity, Entry> _entries = [];

    /// <summary>True if someone may be reading <see cref="_entries"/>; a writer then leaves it to them and works on a copy.</summary>
    private bool _isShared;

    public ObserverManager(TimeSpan expiration, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(log);
        ExpirationDuration = expiration;
        _log = log;
#pragma warning disable RS0030 // Orleans' signature takes no clock; GetDateTime is where a caller gives its own.
        GetDateTime = static () => DateTime.UtcNow;
#pragma warning restore RS0030
    }

    /// <summary>The clock, UTC. Tests replace it.</summary>
    public Func<DateTime> GetDateTime { get; set; }

    public TimeSpan ExpirationDuration { get; set; }

    /// <summary>Expired observers count until they are dropped.</summary>
    public int Count => _entries.Count;

    /// <summary>A copy.</summary>
    public IReadOnlyDictionary<TIdentity, TObserver> Observers => _entries.ToDictionary(pair => pair.Key, pair => pair.Value.Observer);

    /// <summary>Adds the observer, or replaces it and starts its time anew.</summary>
    public void Subscribe(TIdentity id, TObserver observer)
    {
        var entries = Writable();
        var isNew = !entries.ContainsKey(id);
        entries[id] = new Entry(observer, GetDateTime());
        LogSubscribed(id, isNew ? "added" : "renewed", entries.Count);
    }

    public void Unsubscribe(TIdentity id)
    {
        var entries = Writable();
        if (entries.Remove(id)) LogUnsubscribed(id, entries.Count);
    }

    public void Clear() => _entries = [];

    /// <summary>Drops the expired ones.</summary>
    public void ClearExpired()
    {
        var now = GetDateTime();
        Drop([.. _entries.Where(pair => IsExpired(pair.Value, now)).Select(pair => pair.Key)]);
    }

    /// <summary>Notifies one after the other; drops those that are expired or throw.</summary>
    /// <param name="notification">The call.</param>
    /// <param name="predicate">Which observers to call; null for all.</param>
    public async Task Notify(Func<TObserver, Task> notification, Func<TObserver, bool>? predicate = null)
    {
        List<TIdentity> defunct = [];
        foreach (var (id, observer) in Current(defunct))
        {
            if (predicate?.Invoke(observer) == false) continue;
            try
            {
                await notification(observer);
            }
            catch (Exception exception)
            {
                LogNotificationFailed(exception, id);
                defunct.Add(id);
            }
        }

        Drop(defunct);
    }

    /// <inheritdoc cref="Notify(Func{TObserver, Task}, Func{TObserver, bool})"/>
    public void Notify(Action<TObserver> notification, Func<TObserver, bool>? predicate = null)
    {
        List<TIdentity> defunct = [];
        foreach (var (id, observer) in Current(defunct))
        {
            if (predicate?.Invoke(observer) == false) continue;
            try
            {
                notification(observer);
            }
            catch (Exception exception)
            {
                LogNotificationFailed(exception, id);
                defunct.Add(id);
            }
        }

        Drop(defunct);
    }

    /// <summary>The observers as they are now, expired ones included.</summary>
    public IEnumerator<TObserver> GetEnumerator()
    {
        _isShared = true;
        return _entries.Values.Select(entry => entry.Observer).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The observers that are not expired; the others' ids are added to <paramref name="expired"/>.</summary>
    private IEnumerable<(TIdentity Id, TObserver Observer)> Current(List<TIdentity> expired)
    {
        var now = GetDateTime();
        _isShared = true;
        foreach (var (id, entry) in _entries)
        {
            if (IsExpired(entry, now)) expired.Add(id);
            else yield return (id, entry.Observer);
        }
    }

    private bool IsExpired(Entry entry, DateTime now) => entry.LastSeen + ExpirationDuration < now;

    private void Drop(List<TIdentity> ids)
    {
        if (ids.Count == 0) return;
        var entries = Writable();
        foreach (var id in ids) entries.Remove(id);
        LogDropped(ids.Count, entries.Count);
    }

    private Dictionary<TIdentity, Entry> Writable()
    {
        if (_isShared)
        {
            _entries = new Dictionary<TIdentity, Entry>(_entries);
            _isShared = false;
        }

        return _entries;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Observer {Id} is {Change}; there are {Count} observers.")]
    private partial void LogSubscribed(TIdentity id, string change, int count);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Observer {Id} has unsubscribed; there are {Count} observers.")]
    private partial void LogUnsubscribed(TIdentity id, int count);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The notification of observer {Id} failed; the observer is dropped.")]
    private partial void LogNotificationFailed(Exception exception, TIdentity id);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Dropped} observers were expired or failed and are dropped; there are {Count} observers.")]
    private partial void LogDropped(int dropped, int count);

    private readonly record struct Entry(TObserver Observer, DateTime LastSeen);
}
