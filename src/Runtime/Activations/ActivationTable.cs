using System.Runtime.CompilerServices;

namespace Orleans.Runtime;

/// <summary>The activations of a silo by grain class and key.</summary>
/// <remarks>
/// Open addressing over references to activations, which carry their own key and hash: about fourteen bytes an entry, a third of a dictionary's. Readers take no lock. Writers lock one of the parts. Removing an
/// entry shifts its successors back, so a reader that runs at that moment may miss one of them; a miss is therefore never final: the caller repeats the look-up under the lock before it makes an activation.
/// </remarks>
internal sealed class ActivationTable
{
    private const int PartBits = 6;
    private readonly Part[] _parts = [.. Enumerable.Range(0, 1 << PartBits).Select(static _ => new Part())];

    public int Count => _parts.Sum(p => Volatile.Read(ref p.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int HashOf(GrainClass grainClass, IdSpan key) => HashOf(grainClass, key.GetHashCode());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int HashOf(GrainClass grainClass, int keyHash)
    {
        // The key's own hash decides shards in part; mixing keeps the entries of one shard from sharing a part.
        var hash = unchecked((uint)(keyHash ^ grainClass.Hash) * 0x9E3779B1u);
        return unchecked((int)(hash ^ (hash >> 15)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Activation? Find(GrainClass grainClass, IdSpan key, int hash) => Find(Volatile.Read(ref PartOf(hash).Slots), grainClass, key, hash);

    /// <summary>Finds an activation by the bytes of its key, as they stand in a message.</summary>
    public Activation? Find(GrainClass grainClass, ReadOnlySpan<byte> key)
    {
        var keyHash = IdSpan.HashOf(key);
        var hash = HashOf(grainClass, keyHash);
        var slots = Volatile.Read(ref PartOf(hash).Slots);
        var mask = slots.Length - 1;
        for (var i = hash & mask; ; i = (i + 1) & mask)
        {
            var candidate = Volatile.Read(ref slots[i]);
            if (candidate is null) return null;
            if (candidate.Class == grainClass && candidate.Key.Equals(key, keyHash)) return candidate;
        }
    }

    /// <param name="make">Makes the activation, or refuses with null. Asked under the part's lock: what it finds true still holds when the activation is there for <see cref="Snapshot"/> to see.</param>
    public Activation? GetOrAdd<TState>(GrainClass grainClass, IdSpan key, int hash, TState state, Func<GrainClass, IdSpan, TState, Activation?> make)
    {
        var part = PartOf(hash);
        lock (part)
        {
            if (Find(part.Slots, grainClass, key, hash) is { } present) return present;
            var made = make(grainClass, key, state);
            if (made is not null) part.Add(made, hash);
            return made;
        }
    }

    /// <summary>Removes exactly this activation. False when it was not there.</summary>
    public bool Remove(Activation activation)
    {
        var hash = HashOf(activation.Class, activation.Key);
        var part = PartOf(hash);
        lock (part) return part.Remove(activation, hash);
    }

    /// <summary>Visits the activations that are there while it runs; some that come or go meanwhile may be missed or seen twice.</summary>
    public void Visit(Action<Activation> visitor)
    {
        foreach (var part in _parts)
        {
            foreach (var activation in Volatile.Read(ref part.Slots))
            {
                if (activation is not null) visitor(activation);
            }
        }
    }

    /// <summary>All activations, none missed that was there when this began. An activation whose making a condition allowed is there, or the condition's end was seen before it was made.</summary>
    public List<Activation> Snapshot()
    {
        List<Activation> found = [];
        foreach (var part in _parts)
        {
            lock (part)
            {
                foreach (var activation in part.Slots)
                {
                    if (activation is not null) found.Add(activation);
                }
            }
        }

        return found;
    }

    /// <summary>Waits out every <see cref="GetOrAdd"/> that has begun.</summary>
    public void Barrier()
    {
        foreach (var part in _parts)
        {
            lock (part)
            {
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Activation? Find(Activation?[] slots, GrainClass grainClass, IdSpan key, int hash)
    {
        var mask = slots.Length - 1;
        for (var i = hash & mask; ; i = (i + 1) & mask)
        {
            var candidate = Volatile.Read(ref slots[i]);
            if (candidate is null) return null;
            if (candidate.Class == grainClass && candidate.Key.Equals(key)) return candidate;
        }
    }

    private Part PartOf(int hash) => _parts[(uint)hash >> (32 - PartBits)];

    private sealed class Part
    {
        public Activation?[] Slots = new Activation?[16];
        public int Count;

        public void Add(Activation activation, int hash)
        {
            if ((Count + 1) * 4 > Slots.Length * 3) Resize(Slots.Length * 2);
            Place(Slots, activation, hash);
            Count++;
        }

        public bool Remove(Activation activation, int hash)
        {
            var mask = Slots.Length - 1;
            var hole = hash & mask;
            while (Slots[hole] != activation)
            {
                if (Slots[hole] is null) return false;
                hole = (hole + 1) & mask;
            }

            // Close the gap: an entry after it moves back unless it would come before its own place.
            for (var i = (hole + 1) & mask; Slots[i] is { } next; i = (i + 1) & mask)
            {
                var home = HashOf(next.Class, next.Key) & mask;
                if (((i - home) & mask) < ((i - hole) & mask)) continue;
                Volatile.Write(ref Slots[hole], next);
                hole = i;
            }

            Volatile.Write(ref Slots[hole], null);
            Count--;
            if (Slots.Length > 16 && Count * 8 < Slots.Length) Resize(Slots.Length / 2);
            return true;
        }

        private static void Place(Activation?[] slots, Activation activation, int hash)
        {
            var mask = slots.Length - 1;
            var i = hash & mask;
            while (slots[i] is not null) i = (i + 1) & mask;
            Volatile.Write(ref slots[i], activation);
        }

        private void Resize(int length)
        {
            var slots = new Activation?[length];
            foreach (var activation in Slots)
            {
                if (activation is not null) Place(slots, activation, HashOf(activation.Class, activation.Key));
            }

            Volatile.Write(ref Slots, slots);
        }
    }
}
