using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using Orleans.Runtime.Transport;
using Orleans.Serialization.Buffers;
using Orleans.TestingHost;
using OrleansAgents.Runtime.Tests.Clusters;

namespace OrleansAgents.Runtime.Tests.Transport;

/// <summary>
/// Whole frames against a silo that works: honest ones with bits and bytes changed, cut, lengthened, spliced, of wrong lengths, or plain noise. Each is served, refused or closes its connection with a logged
/// reason; the silo goes on, and so do the connections of others. A failure names the seed and the frame.
/// </summary>
[Promise("S8")]
public sealed class FrameFuzzTests : IAsyncLifetime
{
    private const int Seed = 20260802;

    // One in four frames closes its connection, and what follows is not read: more frames would mostly be sent in vain.
    private const int FramesAConnection = 8;

    // How many connections there are for each call of the honest client.
    private const int ConnectionsACall = 20;

    /// <summary>Costs of a frame that do not grow with it: an exception with its trace and log line, a pooled request, the wake-up of its grain.</summary>
    private const int AllocatedMax = 256 * 1024;

    private const int AllocatedPerByteMax = 64;

    private static readonly int Frames = ClusterTest.Rounds(200_000);

    private readonly LogLines _log = new();
    private InProcessTestCluster _cluster = null!;
    private List<byte[]> _honest = [];
    private int _calls;

    /// <summary>Frames that the silo has read from others than the honest client.</summary>
    private long Read => _cluster.Silos[0].RuntimeOf().Messages.Counts.Received - Volatile.Read(ref _calls);

    public async Task InitializeAsync()
    {
        _cluster = await ClusterTest.Start(1, silo =>
        {
            _log.AddTo(silo);

            // A call changed on its way may have a grain wait for itself; it must not do so for as long as the test lasts.
            silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5));
        });
        _honest = await RecordedFrames.Record(_cluster).WithPatience();
        _honest.AddRange(Composed());
    }

    public async Task DisposeAsync()
    {
        // A frame that was counted as being served and never answered would keep the silo from stopping.
        await _cluster.StopAllSilosAsync().WithPatience();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public void Recorded_Frames_AreOfEveryKind() =>
        Assert.Equal([FrameKind.Request, FrameKind.Response, FrameKind.Cancel, FrameKind.Announce, FrameKind.Goodbye, FrameKind.Farewell, FrameKind.HandOver, FrameKind.HandOverAnswer, FrameKind.View, FrameKind.AskView], _honest.Select(frame => (FrameKind)frame[0]).Distinct().Order());

    [Fact]
    public async Task Frames_Mutated_CloseTheirConnectionAtMost()
    {
        var honest = _cluster.Client.GetGrain<ICarrierGrain>("honest");
        await Task.WhenAll(Enumerable.Range(0, 2).Select(worker => Task.Run(async () =>
        {
            // What is sent after a frame that closed its connection is not read; only what is counts.
            for (var first = worker * FramesAConnection; Read < Frames; first += 2 * FramesAConnection)
            {
                await Send(first);
                if (first / FramesAConnection % ConnectionsACall > 1) continue;

                // The honest client of the same silo is not disturbed.
                Assert.Equal(first, await honest.EchoOf(first).WithPatience());
                Interlocked.Increment(ref _calls);
            }
        }))).WaitAsync(TimeSpan.FromMinutes(30));
        Assert.Contains(_log.Lines, line => line.Contains("ended: ", StringComparison.Ordinal) && line.Contains("sent a frame of the unknown kind", StringComparison.Ordinal));
        Assert.Contains(_log.Lines, line => line.Contains("ended: ", StringComparison.Ordinal) && line.Contains("the limit is 104857600 (MessagingOptions.MaxMessageBodySize)", StringComparison.Ordinal));
        Assert.DoesNotContain(_log.Lines, line => line.Contains("NullReference", StringComparison.Ordinal) || line.Contains("Object reference not set", StringComparison.Ordinal));
    }

    [Fact]
    public void Frames_Mutated_TakeNoMoreMemoryThanAMultipleOfTheirLength()
    {
        var center = _cluster.Silos[0].RuntimeOf().Messages;
        var outcomes = new ConcurrentDictionary<string, int>();
        for (var number = 0; number < Frames / 10; number++)
        {
            var random = new Random(unchecked((Seed * 397) ^ number));
            var frame = Mutate(random);
            if (frame.Length < 1) continue;
            var allocated = Receive(center, frame, outcomes);

            // What a frame names first, such as a composed type or a grain class, is made once in the life of the process.
            if (allocated > AllocatedMax + (AllocatedPerByteMax * (long)frame.Length)) allocated = Receive(center, frame, outcomes);
            Assert.True(allocated <= AllocatedMax + (AllocatedPerByteMax * (long)frame.Length), $"Frame {number} of seed {Seed} ({Convert.ToHexString(frame)}) of {frame.Length} bytes took {allocated} bytes of memory.");
        }

        Assert.Contains("handled", outcomes.Keys);
        Assert.Contains(nameof(InvalidDataException), outcomes.Keys);
        Assert.Contains("MalformedMessageException", outcomes.Keys);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    [InlineData((100 * 1024 * 1024) + 1)]
    public async Task Length_ThatNoFrameMayHave_ClosesTheConnectionAtOnce(int length)
    {
        var pipe = await Connect();
        var prefix = new byte[Frame.LengthBytes];
        BinaryPrimitives.WriteInt32LittleEndian(prefix, length);
        await pipe.Output.WriteAsync(prefix.Concat(new byte[] { (byte)FrameKind.Request }).ToArray());
        await Ended(pipe).WithPatience();
        await _log.Line($"sent a frame of {(uint)length} bytes; the limit is 104857600 (MessagingOptions.MaxMessageBodySize)");
    }

    [Fact]
    public async Task Frame_ThatIsCutByTheEndOfTheConnection_IsNotHandled()
    {
        var pipe = await Connect();
        await pipe.Output.WriteAsync(WithLength(_honest[0]).AsMemory()[..^1]);
        await pipe.Output.CompleteAsync();
        await Ended(pipe).WithPatience();
    }

    [Fact]
    public async Task Hello_SaidTwice_ClosesTheConnection()
    {
        var pipe = await Connect();
        await pipe.Output.WriteAsync(Hello());
        await Ended(pipe).WithPatience();
        await _log.Line("sent a Hello frame after the handshake");
    }

    [Fact]
    public async Task Announcement_OfAnotherNumberOfShards_ClosesTheConnection()
    {
        var pipe = await Connect(SiloAddress.New(System.Net.IPAddress.Loopback, 9, 9));
        await pipe.Output.WriteAsync(WithLength(Compose(FrameKind.Announce, static writer =>
        {
            FrameFormat.WriteView(writer, AnnounceField.View, new ClusterView(1, []));
            writer.WriteBytes(AnnounceField.Draining, new byte[3]);
        })));
        await Ended(pipe).WithPatience();
        await _log.Line("announced 24 shards; this cluster has 1024");
    }

    /// <summary>Sends the frames of one connection, from <paramref name="first"/> on, in two pieces, and waits for its end.</summary>
    private async Task Send(int first)
    {
        using var stream = new MemoryStream();
        for (var number = first; number < first + FramesAConnection; number++) stream.Write(FrameOf(number));
        var bytes = stream.ToArray();
        var random = new Random(unchecked((Seed * 31) ^ first));
        var pipe = await Connect(random.Next(4) == 0 ? SiloAddress.New(System.Net.IPAddress.Loopback, 9, 1 + random.Next(3)) : null, random.Next(10) == 0 ? random : null);
        var cut = random.Next(bytes.Length);
        await pipe.Output.WriteAsync(bytes.AsMemory(0, cut));
        await pipe.Output.WriteAsync(bytes.AsMemory(cut));
        await pipe.Output.CompleteAsync();
        await Ended(pipe).WithPatience();
    }

    private byte[] FrameOf(int number)
    {
        var random = new Random(unchecked((Seed * 397) ^ number));
        var body = Mutate(random);
        return random.Next(200) switch
        {
            // A length that lies: about more than there is, about less, or beyond all limits.
            0 => WithLength(body, random.Next()),
            1 => WithLength(body, random.Next(body.Length + 1)),
            2 => WithLength(body, body.Length + 1 + random.Next(100)),
            _ => WithLength(body),
        };
    }

    /// <summary>A connection that has said who it is; what comes back on it is read and dropped.</summary>
    /// <param name="random">Changes what is said.</param>
    private async Task<IDuplexPipe> Connect(SiloAddress? silo = null, Random? random = null)
    {
        var services = _cluster.Silos[0].ServiceProvider;
        var endpoint = silo is null ? _cluster.Silos[0].GatewayAddress.Endpoint : _cluster.Silos[0].SiloAddress.Endpoint;
        var pipe = await services.GetRequiredService<ITransport>().ConnectAsync(endpoint, CancellationToken.None);
        if (random is null)
        {
            var identity = new NodeIdentity(_cluster.Options.ClusterId, _cluster.Options.ServiceId, silo, silo is null ? "fuzzer" : null);
            await new Handshake(identity, null, _cluster.Silos[0].RuntimeOf().Catalog, IdSource.System, TimeSpan.FromMinutes(1), TimeProvider.System).DialAsync(pipe, "the silo", CancellationToken.None);
        }
        else
        {
            var hello = Hello(silo);
            hello[random.Next(Frame.LengthBytes, hello.Length)] ^= (byte)(1 << random.Next(8));
            await pipe.Output.WriteAsync(hello);
        }

        return pipe;
    }

    private static async Task Ended(IDuplexPipe pipe)
    {
        while (true)
        {
            var read = await pipe.Input.ReadAsync();
            pipe.Input.AdvanceTo(read.Buffer.End);
            if (!read.IsCompleted) continue;
            await pipe.Input.CompleteAsync();
            return;
        }
    }

    private static long Receive(MessageCenter center, byte[] frame, ConcurrentDictionary<string, int> outcomes)
    {
        var connection = new Connection(0, new Nowhere(), new Peer(null, "fuzzer", null), center);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var outcome = "handled";
        var reader = Reader.Rent(center.Catalog, frame, 1, frame.Length - 1);
        try
        {
            center.Receive(connection, (FrameKind)frame[0], reader);
        }
        catch (Exception failure)
        {
            outcome = failure.GetType().Name;
        }
        finally
        {
            reader.Return();
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        connection.Close(new IOException("The frame was the only one."));
        outcomes.AddOrUpdate(outcome, 1, static (_, count) => count + 1);
        return allocated;
    }

    private byte[] Mutate(Random random)
    {
        var original = _honest[random.Next(_honest.Count)];
        switch (random.Next(24))
        {
            case 0:
                return original[..(1 + random.Next(original.Length))];
            case 1:
                var noise = new byte[1 + random.Next(64)];
                random.NextBytes(noise);
                return noise;
            case 2:
                var other = _honest[random.Next(_honest.Count)];
                return [.. original[..(1 + random.Next(original.Length))], .. other[random.Next(other.Length)..]];
            case 3:
                var at = 1 + random.Next(original.Length);
                return [.. original[..at], .. original[random.Next(original.Length)..], .. original[at..]];
            case < 12:
                var changed = (byte[])original.Clone();
                for (var left = 1 + random.Next(3); left > 0; left--)
                {
                    // The kind byte is changed now and then; were it changed as often as others, few frames would get past it.
                    var index = random.Next(60) == 0 ? 0 : random.Next(changed.Length);
                    changed[index] = random.Next(2) == 0 ? (byte)(changed[index] ^ (1 << random.Next(8))) : (byte)random.Next(256);
                }

                return changed;
            default:
                // As it was: what a connection carried before must not help a bad frame, nor a bad frame that was refused harm those after it.
                return original;
        }
    }

    /// <summary>Kinds that a client does not send.</summary>
    private IEnumerable<byte[]> Composed()
    {
        yield return Compose(FrameKind.Announce, static writer =>
        {
            FrameFormat.WriteView(writer, AnnounceField.View, new ClusterView(1, []));
            writer.WriteBytes(AnnounceField.Draining, new byte[128]);
        });
        yield return Compose(FrameKind.AskView, static _ => { });
        yield return Compose(FrameKind.AskView, static writer => writer.WriteInt64(AskViewField.Known, 1));
        yield return Compose(FrameKind.Goodbye, static _ => { });
        yield return Compose(FrameKind.Farewell, static _ => { });
        yield return Compose(FrameKind.HandOver, static writer =>
        {
            writer.WriteInt64(HandOverField.CallId, 1);
            writer.WriteBytes(HandOverField.GrainType, "placed"u8);
            writer.WriteBytes(HandOverField.Key, "k"u8);
            writer.WriteInt64(HandOverField.ViewVersion, 1);
            var token = writer.BeginObject(HandOverField.Value);
            writer.WriteString(0, "state");
            writer.WriteBytes(1, [1, 2, 3]);
            writer.EndObject(token);
        });
        yield return Compose(FrameKind.HandOverAnswer, static writer =>
        {
            writer.WriteInt64(HandOverField.CallId, 1);
            writer.WriteBoolean(HandOverField.IsTaken, true);
        });
    }

    private byte[] Compose(FrameKind kind, Action<Writer> write)
    {
        var writer = Writer.Rent(_cluster.Silos[0].RuntimeOf().Catalog);
        writer.BeginMessage();
        write(writer);
        byte[] frame = [(byte)kind, .. writer.WrittenSpan];
        writer.Return();
        return frame;
    }

    private byte[] Hello(SiloAddress? silo = null) => WithLength(Compose(FrameKind.Hello, writer =>
    {
        writer.WriteInt32(HandshakeField.Protocol, Frame.ProtocolVersion);
        writer.WriteString(HandshakeField.ClusterId, _cluster.Options.ClusterId);
        writer.WriteString(HandshakeField.ServiceId, _cluster.Options.ServiceId);
        if (silo is null) writer.WriteString(HandshakeField.Client, "fuzzer");
        else writer.WriteString(HandshakeField.Silo, silo.ToParsableString());
        writer.WriteBytes(HandshakeField.Nonce, new byte[32]);
    }));

    private static byte[] WithLength(byte[] body) => WithLength(body, body.Length);

    private static byte[] WithLength(byte[] body, int length)
    {
        var frame = new byte[Frame.LengthBytes + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, length);
        body.CopyTo(frame, Frame.LengthBytes);
        return frame;
    }

    /// <summary>A pipe from which nothing comes, and whose output is dropped.</summary>
    private sealed class Nowhere : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(Stream.Null);

        public PipeWriter Output { get; } = PipeWriter.Create(Stream.Null);
    }
}
