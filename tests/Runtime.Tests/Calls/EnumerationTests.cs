using System.Runtime.CompilerServices;
using Orleans.Runtime;

namespace OrleansAgents.Runtime.Tests;

[Collection(CallsCollection.Name)]
[Promise("C11")]
public sealed class EnumerationTests(CallsCluster cluster)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000)]
    public async Task Enumeration_YieldsEverythingInOrder(int count)
    {
        foreach (var factory in new[] { cluster.Client, cluster.Silo })
        {
            var grain = factory.GetGrain<IEnumeratingGrain>(Guid.NewGuid().ToString("N"));
            List<int> items = [];
            await foreach (var item in grain.Count(count).WithBatchSize(7)) items.Add(item);
            Assert.Equal(Enumerable.Range(0, count), items);
        }
    }

    [Fact]
    public async Task Enumeration_ProducesNoMoreThanTheConsumerAsksFor()
    {
        var grain = cluster.Client.GetGrain<IEnumeratingGrain>(Guid.NewGuid().ToString("N"));
        await using var enumerator = grain.Count(1_000_000).WithBatchSize(10).GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        Assert.InRange(await grain.Produced(), 1, 20);
    }

    [Fact]
    public async Task Enumeration_WhenTheGrainThrows_YieldsWhatCameBeforeAndThenThrows()
    {
        var grain = cluster.Client.GetGrain<IEnumeratingGrain>(Guid.NewGuid().ToString("N"));
        List<int> items = [];
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var item in grain.CountAndThrow(3)) items.Add(item);
        });
        Assert.Equal("enough", failure.Message);
        Assert.Equal([0, 1, 2], items);
    }

    [Fact]
    public async Task Enumeration_WhenDisposedEarly_CancelsTheGrain()
    {
        var gate = Guid.NewGuid().ToString("N");
        var grain = cluster.Client.GetGrain<IEnumeratingGrain>(Guid.NewGuid().ToString("N"));
        await foreach (var item in grain.CountUntilCancelled(gate, CancellationToken.None))
        {
            if (item == 2) break;
        }

        await Gate.Entered(gate);
    }
}

public interface IEnumeratingGrain : IGrainWithStringKey
{
    IAsyncEnumerable<int> Count(int count);

    IAsyncEnumerable<int> CountAndThrow(int count);

    IAsyncEnumerable<int> CountUntilCancelled(string gate, CancellationToken cancellationToken);

    Task<int> Produced();
}

public class EnumeratingGrain : Grain, IEnumeratingGrain
{
    private int _produced;

    public async IAsyncEnumerable<int> Count(int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (i % 5 == 0) await Task.Yield();
            _produced++;
            yield return i;
        }
    }

    public async IAsyncEnumerable<int> CountAndThrow(int count)
    {
        for (var i = 0; i < count; i++) yield return i;
        await Task.Yield();
        throw new InvalidOperationException("enough");
    }

    public async IAsyncEnumerable<int> CountUntilCancelled(string gate, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            for (var i = 0; ; i++)
            {
                await Task.Yield();
                yield return i;
            }
        }
        finally
        {
            _ = Gate.Pass(gate);
        }
    }

    public Task<int> Produced() => Task.FromResult(_produced);
}
