using System.Collections.Concurrent;
using Orleans.Runtime;

namespace OrleansAgents.TestKit;

/// <summary>What happens to a call on its way.</summary>
internal enum CallFate
{
    Passes,
    NeverArrives,
    ArrivesLate,
    AnswerIsLost,
}

/// <summary>What the engine does with one call.</summary>
/// <param name="OvertakenBy">How many other calls go first; 0 if it is not held.</param>
/// <param name="SplitCalls">For how many calls the grain has two activations from here on; 0 if this call begins no such time.</param>
/// <param name="ToDuplicate">Whether, while there are two, the call goes to the second.</param>
internal readonly record struct CallPlan(CallFate Fate, int OvertakenBy, int SplitCalls, bool ToDuplicate)
{
    /// <summary>Pure: the same call under the same seed has the same plan, whatever runs at the same time.</summary>
    /// <param name="count">How often the grain's method has been called before.</param>
    public static CallPlan Of(WeakEngineOptions options, string target, string method, int count)
    {
        var random = new Random(unchecked((int)Hash($"{options.Seed} {target} {method} {count}")));
        var lot = random.NextDouble();
        var fate = lot < options.NeverArrives ? CallFate.NeverArrives
            : lot < options.NeverArrives + options.ArrivesLate ? CallFate.ArrivesLate
            : lot < options.NeverArrives + options.ArrivesLate + options.LosesAnswer ? CallFate.AnswerIsLost
            : CallFate.Passes;
        var isHeld = random.NextDouble() < options.IsHeld;
        var overtakenBy = 1 + random.Next(Math.Max(1, options.OvertakenByMax));
        var splits = random.NextDouble() < options.Splits;
        var splitCalls = 1 + random.Next(Math.Max(1, options.SplitCallsMax));
        return new CallPlan(fate, isHeld ? overtakenBy : 0, splits ? splitCalls : 0, random.Next(2) == 0);
    }

    /// <summary>FNV-1a: the hash codes of the platform differ from process to process, so a seed would mean nothing.</summary>
    private static uint Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var character in text) hash = unchecked((hash ^ character) * 16777619u);
        return hash;
    }
}

/// <summary>The plans of an engine's calls, in the order in which they are made to each method of each grain.</summary>
internal sealed class CallPlans(WeakEngineOptions options)
{
    private readonly ConcurrentDictionary<(string Target, string Method), int> _counts = new();

    /// <param name="isObserver">Observers have keys made up anew in every run, so they are counted by their kind.</param>
    public CallPlan Next(GrainId target, string method, bool isObserver)
    {
        var name = isObserver ? "observer" : target.ToString();
        return CallPlan.Of(options, name, method, _counts.AddOrUpdate((name, method), 0, static (_, count) => count + 1));
    }
}
