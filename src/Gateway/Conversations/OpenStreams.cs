using Microsoft.Extensions.Options;

namespace OrleansAgents.Gateway;

/// <summary>The streams of this process, by user: bounded for each, so that pages left open in forgotten tabs cannot use up the process, and bounded in all.</summary>
internal sealed class OpenStreams(IOptions<LimitOptions> options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedList<FeedMailbox>> _byUser = [];
    private int _count;

    /// <summary>Counts a stream in. The user's oldest ends if they have too many. False if the process has no room.</summary>
    public bool TryOpen(string user, FeedMailbox stream)
    {
        lock (_gate)
        {
            if (_count >= options.Value.StreamsMax)
            {
                return false;
            }

            if (!_byUser.TryGetValue(user, out var streams))
            {
                _byUser[user] = streams = [];
            }

            if (streams.Count >= options.Value.StreamsPerUser)
            {
                // It counts until it has ended, for it has its connection until then.
                streams.First!.Value.End(StreamEnd.Replaced);
                streams.RemoveFirst();
            }

            streams.AddLast(stream);
            _count++;
            return true;
        }
    }

    /// <summary>Counts a stream out.</summary>
    public void Close(string user, FeedMailbox stream)
    {
        lock (_gate)
        {
            _count--;
            if (_byUser.TryGetValue(user, out var streams))
            {
                streams.Remove(stream);
                if (streams.Count == 0)
                {
                    _byUser.Remove(user);
                }
            }
        }
    }
}
