using System.Text;
using Orleans.Runtime;
using Orleans.Storage;
using OrleansAgents.TestKit;

namespace OrleansAgents.Runtime.Tests.State;

[Promise("S5")]
public sealed class GrainReferenceJsonTests
{
    private static readonly GrainId Grain = GrainId.Create("holder", "1");

    [Fact]
    public void Reference_ThatIsNoReference_FailsTyped()
    {
        GrainStateJson json = new(new SampleTypes(), GrainFactoryStub.None);

        foreach (var text in new[] { "\"no slash\"", "5", "[]", "{}" })
        {
            var failure = Assert.Throws<GrainStateFormatException>(() => json.Read<IHeldGrain>(Encoding.UTF8.GetBytes(text), "state", Grain));
            Assert.Contains("holder/1", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Reference_OfARuntimeInterface_IsMadeFromIdAndInterface()
    {
        HeldGrain held = new();
        List<string> asked = [];
        GrainFactoryStub factory = new((_, key) =>
        {
            asked.Add(key);
            return held;
        });
        GrainStateJson json = new(new SampleTypes(), factory);

        var read = json.Read<IGrain>("""{"grain":"held/a/b","interface":"iheld"}"""u8, "state", Grain);

        Assert.Same(held, read);
        Assert.Equal(["held/a/b as iheld"], asked);
    }

    public interface IHeldGrain : IGrainWithStringKey;

    private sealed class HeldGrain : IHeldGrain;
}
