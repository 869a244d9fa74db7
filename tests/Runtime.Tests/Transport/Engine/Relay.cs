using System.Buffers;
using System.IO.Pipelines;

namespace OrleansAgents.Runtime.Tests.Transport;

/// <summary>One direction of a connection whose bytes a test sees pass.</summary>
internal static class Relay
{
    /// <summary>Passes on what comes once <paramref name="passing"/> has seen it, until either end is over.</summary>
    public static async Task Run(PipeReader from, PipeWriter to, Func<ReadOnlySequence<byte>, Task> passing)
    {
        while (true)
        {
            var read = await from.ReadAsync();
            await passing(read.Buffer);
            foreach (var part in read.Buffer) to.Write(part.Span);
            from.AdvanceTo(read.Buffer.End);
            if ((await to.FlushAsync()).IsCompleted || read.IsCompleted || read.IsCanceled) break;
        }

        await from.CompleteAsync();
        await to.CompleteAsync();
    }
}
