using System.Buffers.Binary;

namespace Orleans.Runtime.Placement;

/// <summary>Who owns each shard in one view: computed, never stored. The same on every silo and client.</summary>
/// <remarks>
/// Rendezvous hashing: a shard belongs to the member with the greatest hash of shard and member. When a member comes or goes, only shards that it gains or loses move. Members that are leaving own nothing.
/// </remarks>
internal sealed class ShardMap
{
    /// <summary>The number of shards of a cluster; fixed for its life, since it decides where every grain lives.</summary>
    public const int ShardsDefault = 1024;

    private readonly ClusterMember?[] _owners;

    public ShardMap(ClusterView view, int shards)
    {
        View = view;
        Gateways = [.. view.Members.Where(static member => member.Gateway is not null).Select(static member => member.Address)];
        _owners = new ClusterMember?[shards];
        var members = view.Members.Where(m => !m.IsLeaving).Select(m => (Member: m, Hash: MemberHash(m.Address))).ToArray();
        for (var shard = 0; shard < shards; shard++)
        {
            var best = 0UL;
            foreach (var (member, memberHash) in members)
            {
                var weight = Weight(shard, memberHash);
                if (_owners[shard] is not null && (weight < best || (weight == best && member.Address.CompareTo(_owners[shard]!.Address) < 0))) continue;
                best = weight;
                _owners[shard] = member;
            }
        }
    }

    public ClusterView View { get; }

    /// <summary>The silos that clients can connect to, those that are leaving included.</summary>
    public SiloAddress[] Gateways { get; }

    public int Shards => _owners.Length;

    /// <summary>The owner of a shard; null while the cluster has no member that serves.</summary>
    public SiloAddress? OwnerOf(int shard) => _owners[shard]?.Address;

    /// <summary>As <see cref="OwnerOf"/>, with what else the view says of it.</summary>
    public ClusterMember? MemberOf(int shard) => _owners[shard];

    public int ShardOf(GrainType grainType, IdSpan key, bool byPrefix) => PlacementKey.ShardOf(grainType, key, byPrefix, _owners.Length);

    private static ulong MemberHash(SiloAddress member)
    {
        var text = System.Text.Encoding.UTF8.GetBytes(member.ToParsableString());
        return XxHash64.Hash(text);
    }

    private static ulong Weight(int shard, ulong memberHash)
    {
        Span<byte> bytes = stackalloc byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, shard);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[4..], memberHash);
        return XxHash64.Hash(bytes);
    }
}

/// <summary>The part of a grain's identity that decides where it lives.</summary>
internal static class PlacementKey
{
    /// <summary>The value of the grain property <c>placement-strategy</c> that an application's own attribute sets to have grains live together by the part of their key before the first slash.</summary>
    public const string PrefixStrategy = "key-prefix";

    /// <summary>The shard of a grain. With <paramref name="byPrefix"/> the type does not count, so that grains of several classes share a silo.</summary>
    public static int ShardOf(GrainType grainType, IdSpan key, bool byPrefix, int shards)
    {
        var bytes = key.AsSpan();
        if (byPrefix)
        {
            var slash = bytes.IndexOf((byte)'/');
            return (int)(XxHash64.Hash(slash < 0 ? bytes : bytes[..slash]) % (ulong)shards);
        }

        return (int)((XxHash64.Hash(bytes) ^ (grainType.GetUniformHashCode() * 0x9E3779B97F4A7C15UL)) % (ulong)shards);
    }
}
