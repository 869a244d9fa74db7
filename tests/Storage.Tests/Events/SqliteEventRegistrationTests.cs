using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using Orleans.Runtime;

namespace OrleansAgents.Storage.Tests;

public sealed class SqliteEventRegistrationTests : IDisposable
{
    private readonly SqliteFixture _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Host_WithoutASilo_OpensTheLogBeforeItsServicesStart()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddHostedService<Reader>();
        builder.Services.AddSqliteEventLog(options => options.DataFile = _files.DataFile);
        using var host = builder.Build();

        await host.StartAsync();
        var log = host.Services.GetRequiredService<IEventLog>();
        Assert.Null(await log.ReadStreamAsync("none"));
        await host.StopAsync();

        var failure = await Assert.ThrowsAsync<SqliteStorageException>(() => log.ReadStreamAsync("none"));
        Assert.Contains(_files.DataFile, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_WithASilo_GrainStateAndLogShareTheFile()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo =>
        {
            silo.UseInProcessClustering();
            silo.AddSqliteGrainStorageAsDefault(options => options.DataFile = _files.DataFile);
            silo.AddSqliteEventLog(options => options.DataFile = _files.DataFile);
        });
        builder.Services.AddSqliteEventLog(options => options.DataFile = _files.DataFile);
        using var host = builder.Build();

        await host.StartAsync();

        Assert.Single(host.Services.GetServices<IEventLog>());
        Assert.Null(await host.Services.GetRequiredService<IEventLog>().ReadStreamAsync("none"));
        await host.StopAsync();
        Assert.False(File.Exists(_files.DataFile + "-wal"), "The file was not closed.");
    }

    [Fact]
    public async Task Log_UsedBeforeTheHostStarts_NamesTheFile()
    {
        using EventFileFixture events = new(_files);

        foreach (var use in new Func<Task>[]
        {
            () => events.Log.ReadAsync("s", 0, 1),
            () => events.Log.AppendAsync(new EventAppend { Stream = "s", ExpectedSequence = 0, Events = [], Birth = new StreamBirth("o", "") }),
            () => events.Answers.ClaimAsync("k", "h", TimeSpan.FromSeconds(1)),
        })
        {
            var failure = await Assert.ThrowsAsync<SqliteStorageException>(use);
            Assert.Contains(_files.DataFile, failure.Message, StringComparison.Ordinal);
            Assert.Contains("not running", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Options_OtherThanThoseOfTheState_AreRefused()
    {
        await _files.OpenAsync();
        _files.Options.Durability = SqliteDurability.Normal;
        using EventFileFixture events = new(_files);

        await Assert.ThrowsAsync<OrleansConfigurationException>(events.OpenAsync);
    }

    [Fact]
    public async Task Options_Unusable_AreRefusedByName()
    {
        _files.Options.BatchedWritesMax = 0;
        using EventFileFixture events = new(_files);

        var failure = await Assert.ThrowsAsync<OrleansConfigurationException>(events.OpenAsync);

        Assert.Contains("SqliteStorageOptions.BatchedWritesMax of 'Events' is 0", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_DisposedOfWithoutAStop_GivesTheFileBack()
    {
        var events = await new EventFileFixture(_files).OpenAsync();
        events.Dispose();

        Assert.False(File.Exists(_files.DataFile + "-wal"), "The file was not closed.");
    }

    /// <summary>Uses the log as early as a service of a host can.</summary>
    private sealed class Reader(IEventLog log) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => log.ReadStreamAsync("none", cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => log.ReadStreamAsync("none", cancellationToken);
    }
}
