using OrleansAgents.Assistant.Tests.Support;

namespace OrleansAgents.Assistant.Tests.Sessions;

/// <summary>
/// Conversations on an engine that loses and delays calls and activates sessions twice: each event once and in order, each message one turn, no turn that hangs, no answer of another user, nothing said that no agent has said.
/// </summary>
/// <remarks>
/// Not here, for they hold on no such engine: that a quota of one message lets one pass, since each activation of a user has its own and a repeated call takes another; the numbers of calls and of attempts; that
/// an agent is stopped at once. The tests of reminders by a clock that is set forward, and of a log that is held, are about one activation.
/// </remarks>
public sealed class WeakSessionTests() : SessionSuite(new TestedEngine.Weak(seeds: 2));
