using OrleansAgents.EndToEnd.Tests.Crash;

// The test host starts this assembly as a library; a test that kills a process starts it as a program.
return args switch
{
    ["gateway", var folder, var port] => await CrashProcess.RunAsync(folder, port),
    _ => 2,
};
