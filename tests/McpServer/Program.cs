using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Server;
using OrleansAgents.McpServer;

// "fail" is a server that cannot start, "studio" a good one; anything else is one whose tools do what no good server does. They speak over standard input and output until that is closed.
if (args is ["fail"])
{
    return 3;
}

await using StreamServerTransport transport = new(Console.OpenStandardInput(), Console.OpenStandardOutput(), "tests", NullLoggerFactory.Instance);
await using var server = ModelContextProtocol.Server.McpServer.Create(transport, args is ["studio"] ? StudioTools.Options() : Tools.Options());
await server.RunAsync();
return 0;
