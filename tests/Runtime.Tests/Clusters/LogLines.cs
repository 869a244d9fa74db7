using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;

namespace OrleansAgents.Runtime.Tests.Clusters;

/// <summary>What the silos of a test log, and a way to wait for a line.</summary>
internal sealed class LogLines : ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _awaited = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public void AddTo(ISiloBuilder silo) => silo.Services.AddLogging(logging => logging.AddProvider(new Provider(this)).SetMinimumLevel(LogLevel.Information));

    /// <summary>The first line that contains a text, when it comes.</summary>
    public Task<string> Line(string part)
    {
        var line = _awaited.GetOrAdd(part, static _ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (_lines.FirstOrDefault(l => l.Contains(part, StringComparison.Ordinal)) is { } logged) line.TrySetResult(logged);
        return line.Task.WithPatience();
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var text = formatter(state, exception);
        _lines.Enqueue(text);
        foreach (var (part, line) in _awaited)
        {
            if (text.Contains(part, StringComparison.Ordinal)) line.TrySetResult(text);
        }
    }

    private sealed class Provider(LogLines lines) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => lines;

        public void Dispose()
        {
        }
    }
}
