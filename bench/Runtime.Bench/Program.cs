using System.Globalization;
using OrleansAgents.Bench.Driving;
using OrleansAgents.Bench.Peers;

if (args is [MeasuringProcess.Argument, var activations, var withServers])
{
    await MeasuringProcess.Run(int.Parse(activations, CultureInfo.InvariantCulture), bool.Parse(withServers));
    return 0;
}

if (args is [PeerSilo.Argument, var siloPort, var gatewayPort, var primaryPort])
{
    await PeerSilo.Serve(int.Parse(siloPort, CultureInfo.InvariantCulture), int.Parse(gatewayPort, CultureInfo.InvariantCulture), int.Parse(primaryPort, CultureInfo.InvariantCulture));
    return 0;
}

BenchOptions options;
try
{
    options = BenchOptions.Parse(args);
}
catch (ArgumentException problem)
{
    await Console.Error.WriteLineAsync(problem.Message);
    return 2;
}

var report = new BenchReport(options);
try
{
    await new Driver(options, report).Run();
}
catch (InvalidOperationException problem)
{
    await Console.Error.WriteLineAsync(problem.Message);
    return 1;
}

if (options.JsonFile is { } file)
{
    report.Save(file);
}

return 0;
