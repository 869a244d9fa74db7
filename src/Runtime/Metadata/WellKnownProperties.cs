namespace Orleans.Metadata;

/// <summary>Keys of a grain class's properties.</summary>
public static class WellKnownGrainTypeProperties
{
    public const string PlacementStrategy = "placement-strategy";
    public const string PlacementFilter = "placement-filter";
    public const string GrainDirectory = "directory-policy";
    public const string Unordered = "unordered";

    /// <summary>Followed by a number: one implemented interface each.</summary>
    public const string ImplementedInterfacePrefix = "interface.";

    /// <summary>The idle age limit: a constant-format <see cref="TimeSpan"/> or <see cref="IndefiniteIdleDeactivationPeriodValue"/>.</summary>
    public const string IdleDeactivationPeriod = "idle-duration";
    public const string IndefiniteIdleDeactivationPeriodValue = "indefinite";
    public const string TypeName = "type-name";
    public const string FullTypeName = "full-type-name";
    public const string BindingPrefix = "binding";
    public const string BindingTypeKey = "type";
    public const string StreamBindingTypeValue = "stream";
    public const string BroadcastChannelBindingTypeValue = "broadcast-channel";
    public const string StreamBindingPatternKey = "pattern";
    public const string BroadcastChannelBindingPatternKey = "channel-pattern";
    public const string StreamIdMapperKey = "streamid-mapper";
    public const string ChannelIdMapperKey = "channelid-mapper";
    public const string StreamBindingIncludeNamespaceKey = "include-namespace";
    public const string LegacyGrainKeyType = "legacy-grain-key-type";
    public const string Reentrant = "reentrant";
    public const string MayInterleavePredicate = "may-interleave-predicate";
    public const string Immovable = "immovable";
}

/// <summary>Keys of a grain interface's properties.</summary>
public static class WellKnownGrainInterfaceProperties
{
    public const string Version = "version";
    public const string DefaultGrainType = "primary-grain-type";
    public const string TypeName = "type-name";
}
