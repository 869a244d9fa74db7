using OrleansAgents.Compat;

CompatOptions options;
try
{
    options = CompatOptions.Parse(args);
}
catch (ArgumentException problem)
{
    await Console.Error.WriteLineAsync(problem.Message);
    return 2;
}

return await new CompatRun(options).Execute();
