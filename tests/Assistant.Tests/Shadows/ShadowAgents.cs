using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using OrleansAgents.Assistant.Tests.Support;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Registry;

namespace OrleansAgents.Assistant.Tests.Shadows;

/// <summary>A silo some of whose agents are in shadow from the start.</summary>
internal static class ShadowAgents
{
    public const string Shade = "shade";

    /// <summary>Puts the agent <see cref="Shade"/> in shadow, has every call reported at once, and plans only with the skills that are there.</summary>
    public static Action<ISiloBuilder> InShadow(params ScriptedAgent[] agents) => silo =>
    {
        FixedManifests manifests = new(TieredManifests.Of(ManifestSet.Create(agents.Select(static agent => agent.Manifest)), new() { [Shade] = AgentTier.Shadow }));
        silo.Services.AddSingleton<IManifestSource>(manifests);
        silo.Services.AddSingleton<IPlanner, KnownSkillsPlanner>();
        silo.Services.Configure<AgentOptions>(static options => options.ReportEvery = TimeSpan.Zero);
    };

    /// <summary>Manifests that nobody changes.</summary>
    public sealed class FixedManifests(TieredManifests manifests) : IManifestSource
    {
        public ManifestSet Current => manifests.InUse;

        public ManifestSet Registered => manifests.All;

        public ManifestSet? Shadowed => manifests.Shadowed;

        public AgentTier TierOf(string agent) => manifests.TierOf(agent);
    }

    /// <summary>As a planner does, it knows no skill but those of the manifests that it is given.</summary>
    public sealed class KnownSkillsPlanner(ScriptedMind mind) : IPlanner
    {
        public async Task<PlanningResult> PlanAsync(Need need, CancellationToken cancellationToken)
        {
            var planned = await mind.PlanAsync(need, cancellationToken);
            var steps = planned.Plan?.Steps.Select(step => Known(step, need.Manifests)).OfType<PlanStep>().ToImmutableArray() ?? [];
            return planned with { Plan = steps.IsEmpty ? null : planned.Plan! with { Steps = steps } };
        }

        private static PlanStep? Known(PlanStep step, ManifestSet manifests)
        {
            ImmutableArray<SkillRef> known = [.. step.Fallbacks.Prepend(step.Skill).Where(skill => manifests.TryGet(skill, out _, out _))];
            return known.IsEmpty ? null : step with { Skill = known[0], Fallbacks = known.RemoveAt(0) };
        }
    }
}
