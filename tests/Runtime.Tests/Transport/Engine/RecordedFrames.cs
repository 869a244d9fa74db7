using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Placement;
using Orleans.Runtime.Transport;
using Orleans.TestingHost;
using OrleansAgents.Runtime.Tests.Clusters;

namespace OrleansAgents.Runtime.Tests.Transport;

/// <summary>Frames that a client and a silo sent each other while they worked: what a fuzzer starts from.</summary>
internal static class RecordedFrames
{
    /// <summary>Bodies of frames, each from its kind byte on; the handshake is left out.</summary>
    public static async Task<List<byte[]>> Record(InProcessTestCluster cluster)
    {
        var services = cluster.Silos[0].ServiceProvider;
        var recorder = new Recorder(services.GetRequiredService<ITransport>());
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleansClient(client =>
        {
            client.Services.AddSingleton<ITransport>(recorder);
            client.Services.AddSingleton(services.GetRequiredService<IClusterTable>());
            client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.Options.ClusterId, cluster.Options.ServiceId));
        });
        using var host = builder.Build();
        await host.StartAsync();
        await Work(host.Services.GetRequiredService<IClusterClient>());
        await host.StopAsync();
        return [.. recorder.Sent.Concat(recorder.Received).SelectMany(Split).Where(static frame => (FrameKind)frame[0] is not (FrameKind.Hello or FrameKind.Challenge or FrameKind.Proof or FrameKind.Welcome))];
    }

    /// <summary>Calls of every shape that end by themselves, whatever a fuzzer makes of them.</summary>
    private static async Task Work(IClusterClient client)
    {
        var (carrier, other) = (client.GetGrain<ICarrierGrain>("a"), client.GetGrain<ICarrierGrain>("b"));
        RequestContext.Set("user", "ann");
        await carrier.Echo(new Cargo
        {
            Bytes = [1, 2, 3], Items = [new Item("x", 1), null], Numbers = new() { ["n"] = [1, 2] }, Color = Color.Blue, Inner = new Cargo { Anything = "any" }, Tags = ["t"],
            Grain = client.GetGrain<IPlacedGrain>("g"), Anything = new List<object?> { 1, "2", null }, Measure = 1.5,
        });
        await carrier.EchoAll(1, "text", Guid.Empty, 1.5m, DateTimeOffset.UnixEpoch);
        await carrier.EchoOf(new List<int> { 1, 2, 3 });
        await carrier.EchoOf("text");
        await carrier.EchoNullable(5);
        await carrier.EchoBy(other, new Cargo());
        await carrier.ReadContextBy(other, "user");
        await Assert.ThrowsAsync<CargoLostException>(() => carrier.Throw("lost", 7));
        using var source = new CancellationTokenSource();
        var name = ClusterTest.UniqueKey();
        var waiting = carrier.WaitForCancellation(name, source.Token);
        await Waypoint.Entered(name);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await foreach (var _ in carrier.Count(20, ClusterTest.UniqueKey()))
        {
        }
    }

    private static IEnumerable<byte[]> Split(byte[] stream)
    {
        for (var at = 0; at + Frame.HeaderBytes <= stream.Length;)
        {
            var length = Frame.ReadLength(stream.AsSpan(at));
            if (at + Frame.LengthBytes + length > stream.Length) yield break;
            yield return stream[(at + Frame.LengthBytes)..(at + Frame.LengthBytes + length)];
            at += Frame.LengthBytes + length;
        }
    }

    private sealed class Recorder(ITransport transport) : ITransport
    {
        private readonly ConcurrentBag<Tape> _pipes = [];

        public IEnumerable<byte[]> Sent => _pipes.Select(pipe => pipe.Out.WrittenSpan.ToArray());

        public IEnumerable<byte[]> Received => _pipes.Select(pipe => pipe.In.WrittenSpan.ToArray());

        public async ValueTask<IDuplexPipe> ConnectAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
        {
            var tape = new Tape(await transport.ConnectAsync(endpoint, cancellationToken));
            _pipes.Add(tape);
            return tape;
        }

        public ValueTask<IAsyncDisposable> ListenAsync(IPEndPoint endpoint, Action<IDuplexPipe> accept, CancellationToken cancellationToken) => transport.ListenAsync(endpoint, accept, cancellationToken);
    }

    /// <summary>A pipe that keeps what goes through it.</summary>
    private sealed class Tape : IDuplexPipe
    {
        private readonly IDuplexPipe _pipe;
        private readonly Pipe _toPeer = new();
        private readonly Pipe _fromPeer = new();

        public Tape(IDuplexPipe pipe)
        {
            _pipe = pipe;
            _ = Relay.Run(_toPeer.Reader, _pipe.Output, bytes => Keep(bytes, Out));
            _ = Relay.Run(_pipe.Input, _fromPeer.Writer, bytes => Keep(bytes, In));
        }

        public ArrayBufferWriter<byte> Out { get; } = new();

        public ArrayBufferWriter<byte> In { get; } = new();

        public PipeReader Input => _fromPeer.Reader;

        public PipeWriter Output => _toPeer.Writer;

        private static Task Keep(ReadOnlySequence<byte> bytes, ArrayBufferWriter<byte> tape)
        {
            foreach (var part in bytes) tape.Write(part.Span);
            return Task.CompletedTask;
        }
    }
}
