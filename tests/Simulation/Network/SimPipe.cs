using System.Buffers;
using System.IO.Pipelines;

namespace OrleansAgents.Simulation.Network;

/// <summary>One end of a connection.</summary>
internal sealed class SimPipe(PipeReader input, Link output, Build build) : IDuplexPipe, IAsyncDisposable
{
    private readonly LinkWriter _output = new(output, build);

    public PipeReader Input => input;

    public PipeWriter Output => _output;

    public ValueTask DisposeAsync()
    {
        input.Complete();
        _output.Complete();
        return default;
    }

    private sealed class LinkWriter(Link link, Build build) : PipeWriter
    {
        private readonly ArrayBufferWriter<byte> _written = new();
        private bool _isComplete;

        public override void Advance(int bytes) => _written.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => _written.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => _written.GetSpan(sizeHint);

        public override void CancelPendingFlush()
        {
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            if (_written.WrittenCount > 0) link.Send(Builds.Translate(build, _written.WrittenSpan));
            _written.ResetWrittenCount();
            return ValueTask.FromResult(new FlushResult(isCanceled: false, isCompleted: link.IsOver));
        }

        public override void Complete(Exception? exception = null)
        {
            if (_isComplete) return;
            _isComplete = true;
            link.Send(null);
        }
    }
}
