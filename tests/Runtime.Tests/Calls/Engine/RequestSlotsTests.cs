using Orleans.Runtime;

namespace OrleansAgents.Runtime.Tests.Calls;

[Promise("C17")]
public sealed class RequestSlotsTests
{
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

    private sealed class FakeRequest : VoidRequest
    {
        private static readonly MethodDescriptor Method = new(typeof(IGrain), "Fake", 1, default, [], static () => new FakeRequest());

        public override MethodDescriptor Descriptor => Method;

        protected override void InvokeInner(object target)
        {
        }
    }
}
