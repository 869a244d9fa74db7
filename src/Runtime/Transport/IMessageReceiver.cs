using System.Collections;
using System.Collections.Immutable;
using System.Net;
using Orleans.Runtime.Leases;
using Orleans.Runtime.Placement;
using Orleans.Serialization;

namespace Orleans.Runtime.Transport;

/// <summary>What a node does with what arrives.</summary>
internal interface IMessageReceiver
{
    /// <summary>A call for a grain or observer of this node; its <see cref="RequestBase.ReplyTo"/> is set.</summary>
    /// <param name="request">The call.</param>
    /// <param name="grainType">The bytes of the callee's type; valid during this call.</param>
    /// <param name="key">The bytes of its key; valid during this call.</param>
    /// <param name="interfaceInfo">The interface of the called method.</param>
    /// <param name="viewVersion">Of the view by which the caller sent it here.</param>
    void ReceiveCall(RequestBase request, ReadOnlySpan<byte> grainType, ReadOnlySpan<byte> key, GrainInterfaceInfo interfaceInfo, long viewVersion);

    /// <summary>A call came back unrun: the callee's silo does not own the grain in that view.</summary>
    void Redirected(RequestBase request, long viewVersion);

    /// <summary>A call was not sent, so it surely did not run: its connection had ended or took no more requests, or the silo cannot be reached.</summary>
    /// <param name="unreachable">The silo that does not answer; null when a new connection may be tried.</param>
    void Unsent(RequestBase request, SiloAddress? unreachable, Exception reason);

    /// <summary>What a grain's activation has put down on another silo. True when this node has taken it.</summary>
    Task<bool> TakeOver(GrainId grain, Dictionary<string, byte[]> values, long viewVersion);

    /// <summary>A client has connected, so that its observers can be called.</summary>
    void ClientConnected(string client);

    void Announced(SiloAddress silo, Announcement announcement);

    /// <summary>The newest view that this node follows.</summary>
    ClusterView View { get; }

    /// <summary>A silo says that it follows this view.</summary>
    void ViewReceived(SiloAddress silo, ClusterView view);

    /// <summary>Where this node connects to a silo; null if the silo does not take connections of its kind.</summary>
    IPEndPoint? EndpointOf(SiloAddress silo);

    void PeerGone(Connection connection);
}

/// <summary>What a silo does with what other silos say of themselves and of one another.</summary>
internal interface IPeerReceiver
{
    /// <summary>A silo asks whether this one is there.</summary>
    void Pinged(SiloAddress silo, Ping ping);

    /// <summary>A silo has answered a ping.</summary>
    void Ponged(SiloAddress silo);

    /// <summary>A silo was refused by another's endpoint.</summary>
    void RefusedBy(SiloAddress voter, SiloAddress silo);

    /// <summary>A silo cannot reach the membership table and asks whether this one can.</summary>
    void TableAsked(Connection connection, TableQuestion question);

    /// <summary>The answer to this silo's question.</summary>
    void TableAnswered(SiloAddress silo, TableReply reply);
}

/// <summary>What a ping says.</summary>
/// <param name="ViewVersion">Of the view that the sender follows.</param>
/// <param name="Draining">A bit for each shard that it still drains; null if it drains none.</param>
/// <param name="Suspects">Members that do not answer it.</param>
internal sealed record Ping(long ViewVersion, BitArray? Draining, ImmutableArray<SiloAddress> Suspects);

/// <param name="Round">Numbers the questions of one silo.</param>
/// <param name="Incarnation">Of the asker, so that a member which reaches the table can renew its lease for it.</param>
internal sealed record TableQuestion(long Round, Guid Incarnation);

/// <param name="Round">Of the question.</param>
/// <param name="Answer">What the member knows of the table.</param>
/// <param name="ViewVersion">Of the view that it follows.</param>
internal sealed record TableReply(long Round, OutageAnswer Answer, long ViewVersion);
