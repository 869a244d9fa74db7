using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Understanding;
using OrleansAgents.Grains.Users;

namespace OrleansAgents.Grains.Intents;

/// <summary>Reads a turn's message as what is needed.</summary>
internal static class TurnNeed
{
    /// <param name="request">The turn; its message may answer a question.</param>
    /// <param name="understanding">Who reads it.</param>
    /// <param name="manifests">What can be asked for.</param>
    /// <param name="now">When the message is read.</param>
    public static Need ToNeed(this TurnRequest request, IUnderstanding understanding, ManifestSet manifests, DateTimeOffset now)
    {
        Utterance utterance = new(request.Text, request.Language, TimeZones.Of(request.TimeZone), now);
        var understood = request.Question is { } question
            ? understanding.Answer(utterance with { Text = question.Text }, utterance, question, manifests)
            : understanding.Understand(utterance, manifests);
        return new Need(utterance, understood, manifests);
    }
}
