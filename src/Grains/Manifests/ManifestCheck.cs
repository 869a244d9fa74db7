namespace OrleansAgents.Grains.Manifests;

/// <summary>The rules that a manifest keeps, checked when it is registered so that nobody meets a broken one later.</summary>
internal static class ManifestCheck
{
    /// <exception cref="ManifestException">A rule is broken.</exception>
    public static void Check(AgentManifest manifest)
    {
        if (manifest.Skills.Count == 0)
        {
            throw new ManifestException(manifest.Id, "skills", "there is none; an agent has at least one skill.");
        }
    }
}
