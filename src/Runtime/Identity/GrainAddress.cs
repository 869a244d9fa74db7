using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Orleans.Runtime;

/// <summary>Where an activation is: the grain, the activation's id and its silo.</summary>
[GenerateSerializer, Immutable]
public sealed class GrainAddress : IEquatable<GrainAddress>, ISpanFormattable
{
    [Id(0)]
    public GrainId GrainId { get; init; }

    [Id(1)]
    public ActivationId ActivationId { get; init; }

    [Id(2)]
    public SiloAddress? SiloAddress { get; init; }

    /// <summary>The membership version at which the address was made; not part of equality.</summary>
    [Id(3)]
    public MembershipVersion MembershipVersion { get; init; } = MembershipVersion.MinValue;

    [JsonIgnore]
    public bool IsComplete => !GrainId.IsDefault && !ActivationId.IsDefault && SiloAddress is not null;

    public bool Equals(GrainAddress? other) => ReferenceEquals(this, other) || (IsSamePlace(other) && ActivationId == other.ActivationId);

    public override bool Equals(object? obj) => Equals(obj as GrainAddress);

    public override int GetHashCode() => HashCode.Combine(GrainId, ActivationId, SiloAddress);

    /// <summary>As equality, but an unknown activation id matches any.</summary>
    public bool Matches([NotNullWhen(true)] GrainAddress? other) =>
        IsSamePlace(other) && (ActivationId.IsDefault || other.ActivationId.IsDefault || ActivationId == other.ActivationId);

    public override string ToString() => $"{this}";

    public string ToFullString() => $"[{nameof(GrainAddress)} GrainId {GrainId}, ActivationId: {ActivationId}, SiloAddress: {SiloAddress}, MembershipVersion: {MembershipVersion}]";

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    bool ISpanFormattable.TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        destination.TryWrite($"[{nameof(GrainAddress)} GrainId {GrainId}, ActivationId: {ActivationId}, SiloAddress: {SiloAddress}]", out charsWritten);

    private bool IsSamePlace([NotNullWhen(true)] GrainAddress? other) =>
        other is not null && GrainId == other.GrainId && (SiloAddress?.Equals(other.SiloAddress) ?? other.SiloAddress is null);
}
