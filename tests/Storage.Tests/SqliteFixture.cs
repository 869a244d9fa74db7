using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;
using OrleansAgents.TestKit;

namespace OrleansAgents.Storage.Tests;

/// <summary>A file in a directory of its own, and storages on it.</summary>
internal sealed class SqliteFixture : IDisposable
{
    private readonly List<SqliteGrainStorage> _open = [];
    private readonly DirectoryInfo? _directory;

    public SqliteFixture()
    {
        _directory = Directory.CreateTempSubdirectory("sqlite-");
        DataFile = Path.Combine(_directory.FullName, $"{_directory.Name}.db");
        Options = new SqliteStorageOptions { DataFile = DataFile };
    }

    /// <summary>On a file that belongs to somebody else.</summary>
    public SqliteFixture(string dataFile)
    {
        DataFile = dataFile;
        Options = new SqliteStorageOptions { DataFile = dataFile };
    }

    public string DataFile { get; }

    public SqliteStorageOptions Options { get; }

    /// <summary>The cluster whose processes use the file together; null for one process alone.</summary>
    public string? SharedBy { get; init; }

    public ManualTimeProvider Time { get; } = new();

    public async Task<SqliteGrainStorage> OpenAsync(Action<JsonSerializerOptions>? configureJson = null)
    {
        SqliteGrainStorage storage = new(
            "test", SqliteFileSettings.From(Options, SharedBy), new GrainStateJson(new NoTypes(), GrainFactoryStub.None, configureJson), Time, NullLogger<SqliteGrainStorage>.Instance);
        await storage.StartAsync(CancellationToken.None);
        _open.Add(storage);
        return storage;
    }

    public async Task CloseAsync()
    {
        foreach (var storage in _open)
        {
            await storage.StopAsync(CancellationToken.None);
        }

        _open.Clear();
    }

    /// <summary>Asks the file as an operator would, beside the running storage.</summary>
    public T Ask<T>(string sql)
    {
        using SqliteConnection connection = new($"Data Source={DataFile};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        Assert.True(reader.Read(), $"No row: {sql}");
        return reader.GetFieldValue<T>(0);
    }

    /// <summary>Changes the file as another program would.</summary>
    public void Execute(string sql)
    {
        using SqliteConnection connection = new($"Data Source={DataFile};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        CloseAsync().GetAwaiter().GetResult();
        _directory?.Delete(recursive: true);
    }

    private sealed class NoTypes : IStateTypes
    {
        public IEnumerable<Type> Types => [];

        public string NameOf(Type type) => type.Name;
    }
}
