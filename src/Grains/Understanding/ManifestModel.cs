using System.Collections.Frozen;
using System.Collections.Immutable;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Registry;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Understanding.Mentions;
using OrleansAgents.Grains.Understanding.Routing;

namespace OrleansAgents.Grains.Understanding;

/// <summary>All that is computed once from a set of manifests. Immutable: any number of threads use it at once.</summary>
internal sealed class ManifestModel
{
    private readonly Lazy<Router> _router;

    public ManifestModel(ManifestSet manifests)
    {
        Vocabulary = new VocabularyIndex(manifests);
        Mentions = new MentionReader(Vocabulary);
        Shapes = manifests.Agents.SelectMany(static agent => agent.Skills.Select(skill => SkillShape.Of(agent, skill))).ToFrozenDictionary(static shape => shape.Skill);
        ReadsInOrder = [.. Shapes.Values.Where(static shape => shape.Manifest.Effect == SkillEffect.Read).OrderBy(static shape => shape.Skill.ToString(), StringComparer.Ordinal)];
        Scenarios = Scenario.Of(this);
        Spelling = new Spelling(manifests, Scenarios);
        _router = new Lazy<Router>(() => RouterTraining.Train(manifests, Mentions, Scenarios));
    }

    public VocabularyIndex Vocabulary { get; }

    public MentionReader Mentions { get; }

    public FrozenDictionary<SkillRef, SkillShape> Shapes { get; }

    /// <summary>The skills that change nothing, always in the same order.</summary>
    public ImmutableArray<SkillShape> ReadsInOrder { get; }

    /// <summary>The scenarios that these skills can serve.</summary>
    public ImmutableArray<Scenario> Scenarios { get; }

    /// <summary>The scenario that the router knows by this name; null if it is a skill of an agent.</summary>
    public Scenario? ScenarioOf(SkillRef skill) => Scenarios.FirstOrDefault(scenario => scenario.Skill == skill);

    public Spelling Spelling { get; }

    /// <summary>Learnt at the first use, which takes a fraction of a second for tens of skills.</summary>
    public Router Router => _router.Value;
}

/// <summary>The models of the manifest sets in use. A silo sees one set, and for a moment two when manifests change; a few more are kept for those who still plan with an older one.</summary>
public sealed class ManifestModels : IManifestPreparation
{
    private const int ModelsMax = 4;

    private readonly Lock _gate = new();
    private readonly List<(string Hash, ManifestModel Model)> _models = [];

    /// <summary>Builds the model of a set now, so that no request waits for it. Takes a fraction of a second for tens of skills; not for a grain's turn.</summary>
    public void Prepare(ManifestSet manifests)
    {
        ArgumentNullException.ThrowIfNull(manifests);
        _ = Of(manifests).Router;
    }

    /// <summary>The model of a set; the router in it may not be learnt yet. The set that was asked for longest ago makes room for a new one.</summary>
    internal ManifestModel Of(ManifestSet manifests)
    {
        lock (_gate)
        {
            var index = _models.FindIndex(entry => entry.Hash == manifests.Hash);
            var entry = index >= 0 ? _models[index] : (manifests.Hash, new ManifestModel(manifests));
            if (index >= 0)
            {
                _models.RemoveAt(index);
            }
            else if (_models.Count == ModelsMax)
            {
                _models.RemoveAt(0);
            }

            _models.Add(entry);
            return entry.Item2;
        }
    }
}
