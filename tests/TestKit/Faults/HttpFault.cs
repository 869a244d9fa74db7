namespace OrleansAgents.TestKit;

/// <summary>What a proxy does to one request.</summary>
public sealed record HttpFault
{
    private HttpFault()
    {
    }

    /// <summary>Breaks the connection; the server never hears of the request.</summary>
    public static HttpFault CutBefore { get; } = new() { Forwards = 0, Answers = false };

    /// <summary>The server carries the request out; then the connection breaks without an answer.</summary>
    public static HttpFault CutAfter { get; } = new() { Forwards = 1, Answers = false };

    /// <summary>The server gets the request twice, one after the other; the second answer is given.</summary>
    public static HttpFault Doubled { get; } = new() { Forwards = 2 };

    /// <summary>The server carries the request out; the answer never comes, on a connection that stays open.</summary>
    public static HttpFault NeverAnswered { get; } = new() { Forwards = 1, Answers = false, KeepsConnection = true };

    /// <summary>How often the server gets the request.</summary>
    public int Forwards { get; private init; } = 1;

    /// <summary>Whether the client gets an answer.</summary>
    public bool Answers { get; private init; } = true;

    /// <summary>Whether a connection without an answer stays open.</summary>
    public bool KeepsConnection { get; private init; }

    /// <summary>The status of an answer that the proxy makes up; null for the server's own.</summary>
    public int? Status { get; private init; }

    /// <summary>The headers of an answer that the proxy makes up.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; private init; } = [];

    /// <summary>Done after the server has carried the request out, before the client learns anything.</summary>
    public Func<Task>? Meanwhile { get; init; }

    /// <summary>The proxy answers in place of the server, which never hears of the request.</summary>
    public static HttpFault Answer(int status, params (string Name, string Value)[] headers) => new() { Forwards = 0, Status = status, Headers = headers };

    /// <summary>The server carries the request out, but the proxy gives another answer, as a gateway in front of a service may.</summary>
    public static HttpFault AnswerAfter(int status, params (string Name, string Value)[] headers) => new() { Forwards = 1, Status = status, Headers = headers };
}
