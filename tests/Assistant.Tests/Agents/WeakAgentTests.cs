using OrleansAgents.Assistant.Tests.Support;

namespace OrleansAgents.Assistant.Tests.Agents;

/// <summary>Agents on an engine that loses and delays calls and activates grains twice.</summary>
/// <remarks>
/// Not here, for they hold on no such engine: the limit of calls at once and the breaker, of which each of two activations has its own, and which count calls that a lost answer has doubled; that one agent which blocks its
/// thread holds up nobody is about one silo's threads.
/// </remarks>
public sealed class WeakAgentTests() : AgentSuite(new TestedEngine.Weak(seeds: 2));
