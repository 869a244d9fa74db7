using System.Text;

namespace Orleans.Runtime;

/// <summary>Grain types that are not the application's start with "sys.".</summary>
public static class GrainTypePrefix
{
    public const string SystemPrefix = "sys.";
    public const string SystemTargetPrefix = SystemPrefix + "svc.";
    public const string GrainServicePrefix = SystemTargetPrefix + "user.";
    public const string ClientPrefix = SystemPrefix + "client";
    public const string LegacyGrainPrefix = SystemPrefix + "grain.v1.";
    public static readonly ReadOnlyMemory<byte> SystemTargetPrefixBytes = Encoding.UTF8.GetBytes(SystemTargetPrefix);
    public static readonly ReadOnlyMemory<byte> GrainServicePrefixBytes = Encoding.UTF8.GetBytes(GrainServicePrefix);
    public static readonly ReadOnlyMemory<byte> ClientPrefixBytes = Encoding.UTF8.GetBytes(ClientPrefix);
    public static readonly ReadOnlyMemory<byte> LegacyGrainPrefixBytes = Encoding.UTF8.GetBytes(LegacyGrainPrefix);
    public static readonly GrainType ClientGrainType = GrainType.Create(ClientPrefix);

    /// <summary>True for a client, which is called through its observers.</summary>
    public static bool IsClient(this in GrainType type) => type.AsSpan().StartsWith(ClientPrefixBytes.Span);

    /// <inheritdoc cref="IsClient(in GrainType)"/>
    public static bool IsClient(this in GrainId id) => id.Type.IsClient();

    /// <summary>True for one of a silo's own services.</summary>
    public static bool IsSystemTarget(this in GrainType type) => type.AsSpan().StartsWith(SystemTargetPrefixBytes.Span);

    /// <inheritdoc cref="IsSystemTarget(in GrainType)"/>
    public static bool IsSystemTarget(this in GrainId id) => id.Type.IsSystemTarget();

    public static bool IsGrainService(this in GrainType type) => type.AsSpan().StartsWith(GrainServicePrefixBytes.Span);

    public static bool IsLegacyGrain(this in GrainType type) => type.AsSpan().StartsWith(LegacyGrainPrefixBytes.Span);
}
