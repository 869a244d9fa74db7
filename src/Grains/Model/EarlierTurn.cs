using System.Collections.Immutable;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Grains.Model;

/// <summary>A turn of the conversation that has ended, as a model may be told of it.</summary>
/// <param name="Said">What the person said.</param>
/// <param name="Answer">What was answered; empty if the turn ended without an answer.</param>
/// <param name="Outcome">How it ended, as in <see cref="Sessions.TurnOutcomes"/>.</param>
/// <param name="Cards">The cards that were shown, each as a short JSON text, see <see cref="CardDigest"/>.</param>
/// <param name="Skills">The skills that were called for it, in the plan's order.</param>
public sealed record EarlierTurn(string Said, string Answer, string Outcome, ImmutableArray<string> Cards, ImmutableArray<SkillRef> Skills);
