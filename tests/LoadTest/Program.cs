namespace OrleansAgents.LoadTest;

/// <summary>The load test's process.</summary>
internal static class Program
{
    public static void Main() => Console.WriteLine("usage: ./dev load");
}
