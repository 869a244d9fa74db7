using Orleans.Runtime.Membership;
using OrleansAgents.TestKit;

namespace OrleansAgents.Runtime.Tests.Membership;

public sealed class InMemoryClusterTableComplianceTests : ClusterTableCompliance
{
    private protected override Task<IClusterTable> OpenAsync(string cluster) => Task.FromResult<IClusterTable>(new InMemoryClusterTable());
}
