using System.IO.Pipelines;
using System.Text;
using OrleansAgents.Gateway;

namespace OrleansAgents.EndToEnd.Tests.Conversations;

/// <summary>Frames on the wire.</summary>
public sealed class SseWriterTests
{
    [Fact]
    public async Task WriteEvent_Frame_IsAsTheStandardSays()
    {
        Assert.Equal("id: 17\nevent: message.delta\ndata: {\"text\":\"先\"}\n\n", await WriteAsync(static writer => writer.WriteEvent(17, "message.delta", "{\"text\":\"先\"}"u8)));
    }

    [Fact]
    public async Task WriteEvent_DataWithLineBreaks_StaysOneLine()
    {
        Assert.Equal("id: 1\nevent: card\ndata: {  \"a\": 1 }\n\n", await WriteAsync(static writer => writer.WriteEvent(1, "card", "{\r\n\"a\": 1\n}"u8)));
    }

    [Fact]
    public async Task WriteClosed_Frame_HasNoId()
    {
        Assert.Equal("event: stream.closed\ndata: {\"reason\":\"shutdown\"}\n\n", await WriteAsync(static writer => writer.WriteClosed(StreamEnd.Shutdown)));
    }

    [Fact]
    public async Task Flush_ToAReaderThatTakesNothing_GivesUp()
    {
        TestKit.ManualTimeProvider time = new();
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 16, resumeWriterThreshold: 8));
        SseWriter writer = new(pipe.Writer, TimeSpan.FromSeconds(30), time);
        writer.WriteEvent(1, "card", "{}"u8);
        var flush = writer.FlushAsync(CancellationToken.None).AsTask();
        time.Advance(TimeSpan.FromSeconds(31));
        await Assert.ThrowsAsync<SlowReaderException>(() => flush.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    private static async Task<string> WriteAsync(Action<SseWriter> write)
    {
        Pipe pipe = new();
        SseWriter writer = new(pipe.Writer, TimeSpan.FromSeconds(30), TimeProvider.System);
        write(writer);
        await writer.FlushAsync(CancellationToken.None);
        await pipe.Writer.CompleteAsync();
        using StreamReader reader = new(pipe.Reader.AsStream(), Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}
