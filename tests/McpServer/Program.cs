using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Server;
using OrleansAgents.McpServer;

// "fail" is a server that cannot start; anything else is one that speaks over its standard input and output until that is closed.
if (args is ["fail"])
{
    return 3;
}

await using StreamServerTransport transport = new(Console.OpenStandardInput(), Console.OpenStandardOutput(), "tests", NullLoggerFactory.Instance);
await using var server = ModelContextProtocol.Server.McpServer.Create(transport, Tools.Options());
await server.RunAsync();
return 0;
