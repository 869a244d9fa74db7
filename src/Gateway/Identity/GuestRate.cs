using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace OrleansAgents.Gateway;

/// <summary>
/// How many guests an address may take: a token bucket for each. An IPv6 subscriber has a whole /64, so that counts as one address. Each process counts for itself,
/// which multiplies the limit by their number; that is enough against one who wants a million guests.
/// </summary>
internal sealed class GuestRate(IOptions<GuestOptions> options, TimeProvider time)
{
    /// <summary>Addresses remembered; some 100 bytes each. When there are more, those whose buckets are full again are forgotten, which changes nothing for them.</summary>
    private const int AddressesMax = 100_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, (double Tokens, DateTimeOffset At)> _buckets = [];

    /// <summary>Takes one guest; null if it was there, else how long until there is one.</summary>
    public TimeSpan? Take(IPAddress? address)
    {
        var (burst, perSecond) = (options.Value.Burst, options.Value.PerAddressPerHour / 3600.0);
        var now = time.GetUtcNow();
        var key = KeyOf(address ?? IPAddress.None);
        lock (_gate)
        {
            if (_buckets.Count >= AddressesMax && !_buckets.ContainsKey(key) && !Forget(now, burst, perSecond))
            {
                return TimeSpan.FromSeconds(1 / perSecond);
            }

            var (tokens, at) = _buckets.GetValueOrDefault(key, (burst, now));
            tokens = Math.Min(burst, tokens + (Math.Max(0, (now - at).TotalSeconds) * perSecond));
            var taken = tokens >= 1;
            _buckets[key] = (taken ? tokens - 1 : tokens, now);
            return taken ? null : TimeSpan.FromSeconds((1 - tokens) / perSecond);
        }
    }

    /// <summary>True if there is room again.</summary>
    private bool Forget(DateTimeOffset now, double burst, double perSecond)
    {
        foreach (var (address, bucket) in _buckets)
        {
            if (bucket.Tokens + ((now - bucket.At).TotalSeconds * perSecond) >= burst)
            {
                _buckets.Remove(address);
            }
        }

        return _buckets.Count < AddressesMax;
    }

    private static IPAddress KeyOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
