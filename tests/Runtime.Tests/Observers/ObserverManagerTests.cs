using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Utilities;

namespace OrleansAgents.Runtime.Tests.Observers;

public sealed class ObserverManagerTests
{
    private DateTime _now = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly ObserverManager<int, string> _manager;

    public ObserverManagerTests() => _manager = new ObserverManager<int, string>(TimeSpan.FromMinutes(1), NullLogger.Instance) { GetDateTime = () => _now };

    [Fact]
    public void Observer_NotRenewedInTime_IsSkippedAndDropped()
    {
        _manager.Subscribe(1, "one");
        _manager.Subscribe(2, "two");
        _now += TimeSpan.FromSeconds(60);
        _manager.Subscribe(2, "two again");
        Assert.Equal(["one", "two again"], Notified());

        _now += TimeSpan.FromSeconds(1);

        Assert.Equal(["two again"], Notified());
        Assert.Equal(1, _manager.Count);
    }

    [Fact]
    public async Task Observer_WhoseNotificationFails_IsDroppedAndOthersAreNotified()
    {
        _manager.Subscribe(1, "one");
        _manager.Subscribe(2, "two");
        _manager.Subscribe(3, "three");
        List<string> called = [];

        await _manager.Notify(observer =>
        {
            called.Add(observer);
            return observer == "two" ? Task.FromException(new InvalidOperationException()) : Task.CompletedTask;
        });
        _manager.Notify(observer =>
        {
            if (observer == "three") throw new InvalidOperationException();
        });

        Assert.Equal(["one", "two", "three"], called);
        Assert.Equal(["one"], _manager);
    }

    [Fact]
    public async Task Observers_ChangedDuringNotification_AreThoseOfItsBeginning()
    {
        _manager.Subscribe(1, "one");
        _manager.Subscribe(2, "two");
        var gate = new TaskCompletionSource();
        List<string> called = [];

        var notification = _manager.Notify(observer =>
        {
            called.Add(observer);
            return gate.Task;
        });
        _manager.Unsubscribe(2);
        _manager.Subscribe(3, "three");
        gate.SetResult();
        await notification;

        Assert.Equal(["one", "two"], called);
        Assert.Equal(["one", "three"], _manager.Observers.OrderBy(pair => pair.Key).Select(pair => pair.Value));
    }

    [Fact]
    public void Observers_NotChosenByPredicate_AreNotCalledButKept()
    {
        _manager.Subscribe(1, "one");
        _manager.Subscribe(2, "two");
        List<string> called = [];

        _manager.Notify(called.Add, observer => observer == "two");

        Assert.Equal(["two"], called);
        Assert.Equal(2, _manager.Count);
    }

    [Fact]
    public void ClearExpired_DropsOnlyExpired()
    {
        _manager.Subscribe(1, "one");
        _now += TimeSpan.FromMinutes(2);
        _manager.Subscribe(2, "two");

        _manager.ClearExpired();

        Assert.Equal([2], _manager.Observers.Keys);
        _manager.Clear();
        Assert.Equal(0, _manager.Count);
    }

    private List<string> Notified()
    {
        List<string> called = [];
        _manager.Notify(called.Add);
        return called;
    }
}
