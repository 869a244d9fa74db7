using System.Net;
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

    /// <summary>A silo was refused by another's endpoint.</summary>
    void RefusedBy(SiloAddress voter, SiloAddress silo);
}
