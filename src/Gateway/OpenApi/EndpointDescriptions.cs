namespace OrleansAgents.Gateway;

/// <summary>Says in the OpenAPI document what an endpoint takes and gives.</summary>
internal static class EndpointDescriptions
{
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string id, string tag, string summary) => endpoint.WithName(id).WithTags(tag).WithSummary(summary);

    /// <summary>A JSON body that must be there, or may be missing. Not Accepts: routing would then answer for the body reader, which says more.</summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder endpoint, bool optional = false) => endpoint.WithMetadata(new TakenBody(typeof(T), optional));

    public static RouteHandlerBuilder Gives<T>(this RouteHandlerBuilder endpoint, int status = StatusCodes.Status200OK) => endpoint.Produces<T>(status);

    public static RouteHandlerBuilder GivesStream(this RouteHandlerBuilder endpoint) => endpoint.Produces<string>(StatusCodes.Status200OK, StreamResult.ContentType);

    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(ProblemBody), [Problem.ContentType]));
        }

        return endpoint;
    }
}

/// <summary>An endpoint's body.</summary>
internal sealed record TakenBody(Type Type, bool Optional);

/// <summary>A problem, as the document describes it.</summary>
internal sealed record ProblemBody(string Type, string Title, int Status, string Detail, string TraceId, string? Path, long? Line, long? Position);
