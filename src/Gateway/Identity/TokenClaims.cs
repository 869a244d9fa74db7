namespace OrleansAgents.Gateway;

/// <summary>Names and words of tokens.</summary>
internal static class TokenClaims
{
    public const string Tenant = "tenant";

    public const string Scope = "scope";

    /// <summary>The name under which some issuers give scopes.</summary>
    public const string ShortScope = "scp";

    /// <summary>The tenant of guests. Only this process makes them, so no other issuer's token may name it.</summary>
    public const string GuestTenant = "guest";

    /// <summary>The tenant of a service that acts for users of every tenant.</summary>
    public const string AnyTenant = "*";

    /// <summary>Issuer and audience of local tokens.</summary>
    public const string LocalIssuer = "orleansagents";
}

/// <summary>What a token allows.</summary>
internal static class Scopes
{
    /// <summary>A person's own conversations.</summary>
    public const string Chat = "chat";

    /// <summary>A service may call skills.</summary>
    public const string InvokeAgents = "agents.invoke";

    /// <summary>A service may write messages for users, and read what comes of them.</summary>
    public const string WriteMessages = "messages.write";

    /// <summary>An operator may change what agents there are.</summary>
    public const string Admin = "admin";

    public static IReadOnlyList<string> All { get; } = [Chat, InvokeAgents, WriteMessages, Admin];
}
