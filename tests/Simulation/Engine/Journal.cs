using System.Globalization;
using System.Reflection;

namespace OrleansAgents.Simulation.Engine;

/// <summary>Every step of a run in order, to find the first one in which two runs from one seed differ.</summary>
internal sealed class Journal
{
    // As many steps as are shown before the first that differs: what led there is seldom far away.
    private const int StepsBefore = 6;

    private const int WrappersMax = 4;

    private readonly List<Step> _steps = [];

    public void Add(long at, ulong key, Node? node, Delegate action) => _steps.Add(new Step(at, key, node?.Name ?? "world", action, null));

    public void Add(long at, string note) => _steps.Add(new Step(at, 0, "note", null, note));

    /// <summary>Where the other run takes another step than this one; null if it nowhere does.</summary>
    public string? FirstDifference(Journal other)
    {
        var number = 0;
        while (number < _steps.Count && number < other._steps.Count && _steps[number].IsSameAs(other._steps[number])) number++;
        if (number == _steps.Count && number == other._steps.Count) return null;
        var before = _steps[Math.Max(0, number - StepsBefore)..number].Select(static step => "        " + step.Describe());
        return $"the runs differ first in step {number}:\n{string.Join('\n', before)}\n  first {At(number)}\n  then  {other.At(number)}";
    }

    private string At(int number) => number < _steps.Count ? _steps[number].Describe() : "the run is over";

    private readonly record struct Step(long At, ulong Key, string Where, Delegate? Action, string? Note)
    {
        public bool IsSameAs(Step other) => At == other.At && Key == other.Key && Where == other.Where && Note == other.Note;

        public string Describe() => string.Create(CultureInfo.InvariantCulture, $"{At / (double)TimeSpan.TicksPerSecond:0.0000000} {Where} {(Note is null ? Key.ToString("x", CultureInfo.InvariantCulture) + " " + Name(Action!, WrappersMax) : Note)}");

        // What a closure leads to: the posted delegates are wrapped several times, and a continuation is named by its state machine.
        private static string Name(Delegate action, int wrappers)
        {
            var target = action.Target;
            if (target is null) return action.Method.DeclaringType?.Name + "." + action.Method.Name;
            var inner = target.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
                .Select(field => field.GetValue(target)).OfType<Delegate>().FirstOrDefault(found => found != action && found.Target != target);
            var type = target.GetType();
            var name = type.IsGenericType ? string.Join(',', type.GetGenericArguments().Select(static argument => argument.Name)) : type.Name;
            return inner is null || wrappers == 0 ? $"{name}.{action.Method.Name}" : $"{action.Method.Name} > {Name(inner, wrappers - 1)}";
        }
    }
}
