using Orleans.Runtime;

namespace OrleansAgents.Runtime.Tests.Calls;

[Promise("C17")]
public sealed class RequestSlotsTests
{
    [ThreadStatic]
    private static RequestStack? t_free;

    [Fact]
    public void SlotThatPassesOn_NeverRepeatsACorrelationId()
    {
        // A call that failed at its caller leaves its slot while its answer may still be on the way.
        HashSet<(int Slot, int Version)> used = [];
        for (var i = 0; i < 100; i++)
        {
            var request = new FakeRequest();
            var slot = RequestSlots.Add(request);
            request.StartAfter(request.Version + 1);
            Assert.True(used.Add((slot, request.Version)), $"The correlation id {slot}/{request.Version} was used twice.");
            RequestSlots.Remove(slot, request);
        }
    }

    /// <summary>The table of slots refers to every request, so those of threads that have ended would stay for ever.</summary>
    [Fact]
    public void FreeRequests_OfAThreadThatHasEnded_AreUsedByOthers()
    {
        var (depot, request) = (new RequestDepot(), new FakeRequest());
        var thread = new Thread(() => RequestStack.Push(ref t_free, depot, request));
        thread.Start();
        thread.Join();
        RequestStack? other = null;
        RequestBase? found = null;
        for (var attempt = 0; attempt < 100 && found is null; attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            found = RequestStack.Pop(ref other, depot);
        }

        Assert.Same(request, found);
    }

    private sealed class FakeRequest : VoidRequest
    {
        private static readonly MethodDescriptor Method = new(typeof(IGrain), "Fake", 1, default, [], static () => new FakeRequest());

        public override MethodDescriptor Descriptor => Method;

        protected override void InvokeInner(object target)
        {
        }
    }
}
