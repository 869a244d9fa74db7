using System.Net.Sockets;
using Orleans.Configuration;
using Orleans.Hosting;

namespace OrleansAgents.Runtime.Tests.Hosting;

public sealed class EndpointDefaultsTests
{
    [Fact]
    public void Endpoints_NotConfigured_HaveSomeAddress()
    {
        var options = new EndpointOptions();

        new EndpointOptionsDefaults().PostConfigure(null, options);

        Assert.Equal(AddressFamily.InterNetwork, options.AdvertisedIPAddress.AddressFamily);
    }
}
