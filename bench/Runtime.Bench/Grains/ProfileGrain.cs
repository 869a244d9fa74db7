using System.Globalization;

namespace OrleansAgents.Bench.Grains;

/// <summary>What an idle activation of a user typically holds in memory: a number and a short text.</summary>
public interface IProfileGrain : IGrainWithStringKey
{
    ValueTask Set(int number);
}

internal sealed class ProfileGrain : Grain, IProfileGrain
{
    private int _number;
    private string _text = "";

    /// <summary>The text is made here and not passed, so that every activation surely owns a string of its own.</summary>
    public ValueTask Set(int number)
    {
        _number = number;
        _text = number.ToString("D64", CultureInfo.InvariantCulture);
        return default;
    }

    public override string ToString() => $"{_number}: {_text}";
}
