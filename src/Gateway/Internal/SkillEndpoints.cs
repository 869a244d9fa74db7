using System.Text.Json;
using OrleansAgents.Grains;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Gateway;

/// <summary>Other applications call a skill for a user, within what the user has allowed.</summary>
internal static class SkillEndpoints
{
    private const int DeadlineMin = 100;
    private const int DeadlineMax = 30_000;
    private const int DeadlineDefault = 5_000;

    public static void MapSkills(this IEndpointRouteBuilder endpoints) => endpoints
        .MapPost("/internal/v1/agents/{agent}/skills/{skill}:invoke", InvokeAsync)
        .RequireAuthorization(Scopes.InvokeAgents)
        .Describe("invokeSkill", "internal", "Calls a skill for a user.")
        .Takes<SkillInvocation>().Gives<SkillOutput>().Refuses(400, 401, 403, 404, 413, 415, 502, 503, 504).WithIdempotency();

    private static async Task<IResult> InvokeAsync(HttpContext context, IGrainFactory grains, Profiles profiles, AgentDirectory directory, string agent, string skill)
    {
        if (!(await JsonBody.ReadAsync(context, GatewayJson.Context.SkillInvocation)).IsValid(out var body, out var problem))
        {
            return problem;
        }

        if (Check(body) is { } wrong)
        {
            return wrong;
        }

        var caller = Caller.Of(context);
        if (!caller.ActsFor(body.User!))
        {
            return ServiceUsers.Unknown(body.User!);
        }

        // The names become part of a grain's key, so only those of known agents go there.
        if (directory.Read().Agents.FirstOrDefault(known => known.Id == agent)?.Skills.Any(known => known.Id == skill) is not true)
        {
            return Problem.NotFound("agent-not-found", $"There is no skill '{TextChecks.Shown(skill)}' of an agent '{TextChecks.Shown(agent)}'; GET /v1/agents lists them.");
        }

        var (language, timeZone) = await profiles.OfAsync(body.User!, body.Language, body.TimeZone);
        var reply = await grains.GetGrain<IAgentLinkGrain>($"{body.User}/{agent}").Invoke(
            new SkillCall
            {
                Skill = new SkillRef(agent, skill),
                ArgumentsJson = body.Arguments!.Value.GetRawText(),
                User = body.User!,
                Language = language,
                TimeZone = timeZone,
                Deadline = TimeSpan.FromMilliseconds(body.DeadlineMilliseconds ?? DeadlineDefault),
                Purpose = $"internal/{caller.User}",
            },
            context.RequestAborted);
        return reply.Failure is { } failure ? Refusal(failure, reply.Message?.In(language) ?? "The agent gave no reason.") : Success(reply);
    }

    private static Problem? Check(SkillInvocation body)
    {
        if (ServiceUsers.Check(body.User) is { } wrongUser)
        {
            return wrongUser;
        }

        if (body.Arguments is not { ValueKind: JsonValueKind.Object })
        {
            return Problem.BadRequest("arguments", $"arguments is {(body.Arguments is { } other ? $"a JSON {other.ValueKind}" : "missing")}; give an object, as the skill's input schema says.");
        }

        if (body.DeadlineMilliseconds is < DeadlineMin or > DeadlineMax)
        {
            return Problem.BadRequest("deadline", $"deadlineMilliseconds is {body.DeadlineMilliseconds}; give {DeadlineMin} to {DeadlineMax}.");
        }

        return (body.Language is null ? null : TextChecks.Language(body.Language)) ?? (body.TimeZone is null ? null : TextChecks.TimeZone(body.TimeZone));
    }

    private static Answer Success(SkillReply reply)
        => Answer.Ok(new SkillOutput(Parse(reply.OutputJson!), [.. reply.Cards.Select(Parse)], reply.Say), GatewayJson.Context.SkillOutput);

    /// <summary>Each way in which a skill can fail has its status: whose fault it is, and whether to try again.</summary>
    private static Problem Refusal(SkillFailure failure, string message) => failure switch
    {
        SkillFailure.DeadlineExceeded => new(StatusCodes.Status504GatewayTimeout, "agent-deadline", message),
        SkillFailure.Faulted => new(StatusCodes.Status502BadGateway, "agent-faulted", message),
        SkillFailure.InvalidOutput => new(StatusCodes.Status502BadGateway, "agent-invalid-output", message),
        SkillFailure.OutputTooLarge => new(StatusCodes.Status502BadGateway, "agent-output-too-large", message),
        SkillFailure.InvalidArguments => new(StatusCodes.Status422UnprocessableEntity, "invalid-arguments", message),
        SkillFailure.Overloaded => new(StatusCodes.Status503ServiceUnavailable, "agent-overloaded", message) { RetryAfter = TimeSpan.FromSeconds(1) },
        SkillFailure.Denied => new(StatusCodes.Status403Forbidden, "denied", message),
        SkillFailure.Unknown => new(StatusCodes.Status404NotFound, "agent-not-found", message),
        SkillFailure.NotFound => new(StatusCodes.Status404NotFound, "nothing-found", message),
        _ => new(StatusCodes.Status503ServiceUnavailable, "agent-unavailable", message) { RetryAfter = TimeSpan.FromSeconds(5) },
    };

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}

/// <summary>A call of a skill.</summary>
internal sealed record SkillInvocation(
    string? User = null, JsonElement? Arguments = null, string? Language = null, string? TimeZone = null, int? DeadlineMilliseconds = null);

/// <summary>What a skill gave.</summary>
internal sealed record SkillOutput(JsonElement Output, IReadOnlyList<JsonElement> Cards, LocalizedText? Say);
