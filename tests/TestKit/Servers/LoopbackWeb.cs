using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace OrleansAgents.TestKit.Servers;

/// <summary>Web servers of tests.</summary>
public static class LoopbackWeb
{
    /// <summary>A server that will listen on a free port of loopback and logs nothing. Where it is, its Urls say when it has started.</summary>
    public static WebApplication Make()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }
}
