using Orleans.Runtime.Membership;
using OrleansAgents.Runtime.Tests.Clusters;

namespace OrleansAgents.Runtime.Tests.Leases;

/// <summary>Many who ask for the view at once cost two looks and not one each, and none is answered by a look that began before it asked.</summary>
public sealed class SharedRefreshTests
{
    private readonly Queue<TaskCompletionSource> _looks = new();
    private readonly SharedRefresh _refresh;
    private int _count;

    public SharedRefreshTests() => _refresh = new SharedRefresh(() =>
    {
        _count++;
        _looks.Enqueue(new TaskCompletionSource());
        return _looks.Last().Task;
    });

    [Fact]
    public async Task Askers_DuringALook_ShareTheNextOne()
    {
        var first = _refresh.Run();
        var others = Enumerable.Range(0, 1_000).Select(_ => _refresh.Run()).ToArray();
        Assert.Equal(1, _count);
        _looks.Dequeue().SetResult();
        await first.WithPatience();
        Assert.Equal(2, _count);
        Assert.All(others, static other => Assert.False(other.IsCompleted));
        _looks.Dequeue().SetResult();
        await Task.WhenAll(others).WithPatience();
        Assert.Equal(2, _count);
    }

    [Fact]
    public async Task Asker_AfterALook_HasOneOfItsOwn()
    {
        for (var number = 1; number <= 3; number++)
        {
            var asking = _refresh.Run();
            Assert.Equal(number, _count);
            _looks.Dequeue().SetResult();
            await asking.WithPatience();
        }
    }
}
