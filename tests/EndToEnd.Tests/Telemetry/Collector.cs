using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OrleansAgents.TestKit.Servers;

namespace OrleansAgents.EndToEnd.Tests.Telemetry;

/// <summary>Takes telemetry over HTTP as any OpenTelemetry collector does, and keeps it.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Collector(WebApplication app) => _app = app;

    public ConcurrentQueue<Span> Spans { get; } = new();

    /// <summary>Everything that has come, of every signal, as text.</summary>
    public ConcurrentQueue<string> Texts { get; } = new();

    public string Address => _app.Urls.First();

    public static async Task<Collector> StartAsync()
    {
        Collector collector = new(LoopbackWeb.Make());
        collector._app.MapPost("/v1/{signal}", collector.TakeAsync);
        await collector._app.StartAsync();
        return collector;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<IResult> TakeAsync(string signal, HttpRequest request)
    {
        using MemoryStream body = new();
        await request.Body.CopyToAsync(body);
        Texts.Enqueue(Encoding.UTF8.GetString(body.ToArray()));
        if (signal == "traces")
        {
            foreach (var span in Protobuf.Messages(body.ToArray(), 1, 2, 2))
            {
                Spans.Enqueue(Span.Read(span));
            }
        }

        return Results.Bytes([], "application/x-protobuf");
    }
}

/// <summary>A span, as far as the tests look at it.</summary>
internal sealed record Span(string Trace, string Id, string Parent, string Name)
{
    public static Span Read(ReadOnlyMemory<byte> message)
    {
        var fields = Protobuf.Fields(message).Where(static f => f.Number is 1 or 2 or 4 or 5).ToLookup(static f => f.Number, static f => f.Bytes);
        return new Span(Hex(1), Hex(2), Hex(4), Encoding.UTF8.GetString(fields[5].First().Span));

        string Hex(int number) => Convert.ToHexStringLower(fields[number].FirstOrDefault().Span);
    }
}

/// <summary>Reads as much of the protobuf encoding as there is in a trace: numbers, and fields of a length.</summary>
internal static class Protobuf
{
    /// <summary>The messages at the end of a path of field numbers.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Messages(ReadOnlyMemory<byte> message, params int[] path)
        => path.Length == 0 ? [message] : Fields(message).Where(field => field.Number == path[0] && !field.IsNumber).SelectMany(field => Messages(field.Bytes, path[1..]));

    public static IEnumerable<(int Number, bool IsNumber, ReadOnlyMemory<byte> Bytes)> Fields(ReadOnlyMemory<byte> message)
    {
        var at = 0;
        while (at < message.Length)
        {
            var tag = Varint(message.Span, ref at);
            switch (tag & 7)
            {
                case 0:
                    Varint(message.Span, ref at);
                    yield return ((int)(tag >> 3), true, default);
                    break;
                case 1:
                    at += 8;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    var length = (int)Varint(message.Span, ref at);
                    yield return ((int)(tag >> 3), false, message.Slice(at, length));
                    at += length;
                    break;
            }
        }
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
