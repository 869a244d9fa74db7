using System.Runtime.CompilerServices;

namespace Orleans.Serialization.Buffers;

/// <summary>
/// Numbers objects by identity: the first is 0, the next 1. Most messages hold a handful of objects, for which comparing
/// references one after the other is faster than hashing and allocates nothing; more than that go through an open hash table.
/// </summary>
internal sealed class InstanceIndex
{
    private const int LinearMax = 8;

    private object?[] _instances = new object?[LinearMax];
    private int[]? _buckets;
    private int _count;

    /// <summary>The object's number, or -1.</summary>
    public int Find(object instance)
    {
        if (_count <= LinearMax)
        {
            var instances = _instances;
            for (var i = 0; i < instances.Length && i < _count; i++)
            {
                if (ReferenceEquals(instances[i], instance))
                {
                    return i;
                }
            }

            return -1;
        }

        return FindHashed(instance);
    }

    /// <summary>Numbers an object that has none.</summary>
    public int Add(object instance)
    {
        if (_count == _instances.Length)
        {
            Array.Resize(ref _instances, 2 * _count);
        }

        var index = _count++;
        _instances[index] = instance;
        if (_count > LinearMax)
        {
            AddHashed(index);
        }

        return index;
    }

    public void Clear()
    {
        if (_count == 0)
        {
            return;
        }

        if (_instances.Length > Limits.PooledReferences)
        {
            _instances = new object?[LinearMax];
            _buckets = null;
        }
        else
        {
            Array.Clear(_instances, 0, _count);
            if (_count > LinearMax)
            {
                Array.Clear(_buckets!);
            }
        }

        _count = 0;
    }

    /// <summary>Buckets hold number + 1, so that 0 is free; at most half of them are taken.</summary>
    private int FindHashed(object instance)
    {
        var buckets = _buckets!;
        var mask = buckets.Length - 1;
        for (var bucket = RuntimeHelpers.GetHashCode(instance) & mask; buckets[bucket] != 0; bucket = (bucket + 1) & mask)
        {
            var index = buckets[bucket] - 1;
            if (ReferenceEquals(_instances[index], instance))
            {
                return index;
            }
        }

        return -1;
    }

    private void AddHashed(int index)
    {
        if (_buckets is null || _buckets.Length < 2 * _instances.Length)
        {
            _buckets = new int[2 * _instances.Length];
            for (var i = 0; i <= index; i++)
            {
                Insert(i);
            }
        }
        else if (_count == LinearMax + 1)
        {
            for (var i = 0; i <= index; i++)
            {
                Insert(i);
            }
        }
        else
        {
            Insert(index);
        }
    }

    private void Insert(int index)
    {
        var buckets = _buckets!;
        var mask = buckets.Length - 1;
        var bucket = RuntimeHelpers.GetHashCode(_instances[index]!) & mask;
        while (buckets[bucket] != 0)
        {
            bucket = (bucket + 1) & mask;
        }

        buckets[bucket] = index + 1;
    }
}
