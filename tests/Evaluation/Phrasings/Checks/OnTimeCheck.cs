using System.Globalization;
using static OrleansAgents.Evaluation.AnswerEvidence;

namespace OrleansAgents.Evaluation;

/// <summary>To be somewhere in time: from the right place, to the right one, and ways that arrive before the hour in the person's zone.</summary>
internal static class OnTimeCheck
{
    public static void Check(AnswerEvidence evidence)
    {
        evidence.NothingIsAsked();
        if (evidence.OutputOf("mobility.leave_by") is not { } output)
        {
            return;
        }

        var (facts, places) = (evidence.Facts, evidence.Data.Places);
        evidence.Same(Grains.Agents.Maps.PlaceArguments.Full(places, facts.Here.Place, evidence.IsChinese), Text(output, "origin"), "where one leaves");
        evidence.Same(Grains.Agents.Maps.PlaceArguments.Full(places, facts.There.Place, evidence.IsChinese), Text(output, "destination"), "where one must be");
        var by = DateTimeOffset.Parse(Text(output, "arriveBy"), CultureInfo.InvariantCulture);
        evidence.Same(facts.Deadline.Local.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), TimeZoneInfo.ConvertTime(by, facts.Zone).DateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), "when one must be there");
        foreach (var option in List(output, "options"))
        {
            var arrives = DateTimeOffset.Parse(Text(option, "leaveAt"), CultureInfo.InvariantCulture).AddMinutes(option.GetProperty("minutes").GetInt32());
            evidence.Holds(arrives <= by, $"{Text(option, "label")} arrives at {arrives:HH:mm}, which is too late");
        }
    }
}
