using System.Text;

namespace OrleansAgents.Simulation.Engine;

/// <summary>Hashes that are the same in every process; those of .NET are seeded anew for each.</summary>
internal static class Mixing
{
    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    public static ulong Mix(ulong first, ulong second) => Mix(first ^ Mix(second));

    public static ulong Mix(string text)
    {
        var hash = 14695981039346656037;
        foreach (var unit in Encoding.UTF8.GetBytes(text)) hash = (hash ^ unit) * 1099511628211;
        return Mix(hash);
    }
}

/// <summary>A stream of random numbers from a seed.</summary>
internal sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    public ulong Next() => Mixing.Mix(_state++);

    /// <summary>A number from <paramref name="from"/> to just below <paramref name="to"/>.</summary>
    public int Next(int from, int to) => from + (int)(Next() % (ulong)(to - from));

    public double NextDouble() => (Next() >> 11) / (double)(1UL << 53);

    public bool Chance(double probability) => NextDouble() < probability;

    public TimeSpan Between(TimeSpan from, TimeSpan to) => from + ((to - from) * NextDouble());

    public T Pick<T>(IReadOnlyList<T> items) => items[Next(0, items.Count)];
}
