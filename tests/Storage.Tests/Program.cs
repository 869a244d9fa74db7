using OrleansAgents.Storage.Tests;

// The test host starts this assembly as a library; a test that needs a process of its own starts it as a program.
return args switch
{
    ["write", var dataFile] => await WriterProcess.WriteAsync(dataFile),
    ["append", var dataFile] => await WriterProcess.AppendAsync(dataFile),
    ["hold", var dataFile] => await WriterProcess.HoldAsync(dataFile),
    ["hold-shared", var dataFile, var cluster] => await WriterProcess.HoldAsync(dataFile, cluster),
    ["write-shared", var dataFile, var cluster] => await WriterProcess.WriteSharedAsync(dataFile, cluster),
    _ => 2,
};
