using System.Buffers.Binary;

namespace Orleans.Runtime.Transport;

/// <summary>What a frame carries. A frame is a little-endian 32-bit length of what follows, a kind byte, and fields in the encoding of the serializer; see <c>docs/wire-format.md</c>.</summary>
internal enum FrameKind : byte
{
    /// <summary>First frame of the side that dialled: who it is. The first five kinds are the <see cref="Handshake"/>'s.</summary>
    Hello = 1,

    /// <summary>Last frame of the handshake: the peer is accepted.</summary>
    Welcome = 2,

    /// <summary>Why the connection is refused; then it closes.</summary>
    Refuse = 3,
    Request = 4,
    Response = 5,

    /// <summary>The caller of a request no longer waits.</summary>
    Cancel = 6,

    /// <summary>A view that a silo follows, with the shards that it still drains.</summary>
    Announce = 7,

    /// <summary>The sender leaves the cluster: the receiver sends no further request on this connection.</summary>
    Goodbye = 8,

    /// <summary>The answer to a goodbye: every request on this connection came before it.</summary>
    Farewell = 9,

    /// <summary>What a grain's activation has put down, for the silo that its shard moves to.</summary>
    HandOver = 10,

    /// <summary>Whether that silo has taken it.</summary>
    HandOverAnswer = 11,

    /// <summary>The answer to a hello: who the accepting side is, and a number that it drew.</summary>
    Challenge = 12,

    /// <summary>The dialling side shows that it knows the cluster's secret.</summary>
    Proof = 13,

    /// <summary>A silo tells a client that it follows a newer view.</summary>
    View = 14,

    /// <summary>A client asks for the view; or any node for a sign of life, and the view if there is a newer one.</summary>
    AskView = 15,

    /// <summary>A silo was refused by another's endpoint: a vote for the end of its process.</summary>
    Refused = 16,

    /// <summary>A silo asks another whether it is there, and says which view it follows, which shards it still drains and which members do not answer it.</summary>
    Ping = 17,

    /// <summary>The answer to a ping.</summary>
    Pong = 18,

    /// <summary>A silo that cannot reach the membership table asks another whether it can.</summary>
    AskTable = 19,

    /// <summary>The answer to that.</summary>
    TableAnswer = 20,
}

/// <summary>How a response ended.</summary>
internal enum ResponseStatus : byte
{
    Result = 0,
    Exception = 1,

    /// <summary>Did not run: another silo owns the grain. The caller refreshes its view and sends again.</summary>
    Redirect = 2,
}

internal static class Frame
{
    public const int LengthBytes = 4;
    public const int HeaderBytes = LengthBytes + 1;
    public const int ProtocolVersion = 1;

    public static int ReadLength(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadInt32LittleEndian(header);
}

/// <summary>Field ids of the handshake; stable for ever, as all ids below.</summary>
internal static class HandshakeField
{
    public const int Protocol = 0;
    public const int ClusterId = 1;
    public const int ServiceId = 2;
    public const int Silo = 3;
    public const int Client = 4;
    public const int Reason = 5;
    public const int Nonce = 6;
    public const int Proof = 7;
    public const int View = 8;
    public const int Host = 9;
}

/// <summary>Field ids of a question for the view.</summary>
internal static class AskViewField
{
    public const int Known = 0;
}

/// <summary>Field ids of a view and, as an object for each, of its members.</summary>
internal static class ViewField
{
    public const int Version = 0;
    public const int Member = 1;
    public const int Address = 0;
    public const int Name = 1;
    public const int Gateway = 2;
    public const int IsLeaving = 3;
}

internal static class RequestField
{
    public const int CallId = 0;
    public const int GrainType = 1;
    public const int Key = 2;
    public const int Interface = 3;
    public const int Method = 4;
    public const int Options = 5;
    public const int TicksLeft = 6;
    public const int TypeArgument = 7;
    public const int Context = 8;
    public const int ReentrancyId = 9;
    public const int SourceType = 10;
    public const int SourceKey = 11;
    public const int ViewVersion = 12;
    public const int Arguments = 13;

    /// <summary>How many calls wait for one another above this one; left out when none does.</summary>
    public const int ChainDepth = 14;
}

internal static class ResponseField
{
    /// <summary>The result; the serializer writes results as field 0.</summary>
    public const int Result = 0;
    public const int CallId = 1;
    public const int Status = 2;
    public const int ViewVersion = 3;
    public const int Exception = 4;
}

internal static class AnnounceField
{
    public const int View = 0;
    public const int Draining = 1;
}

internal static class PingField
{
    public const int ViewVersion = 0;

    /// <summary>Left out when the sender drains nothing.</summary>
    public const int Draining = 1;

    /// <summary>A member that does not answer the sender; repeated.</summary>
    public const int Suspect = 2;
}

/// <summary>Field ids of the question for the table and of its answer.</summary>
internal static class TableField
{
    public const int Round = 0;
    public const int Incarnation = 1;
    public const int Answer = 2;
    public const int ViewVersion = 3;
}

internal static class HandOverField
{
    public const int CallId = 0;
    public const int GrainType = 1;
    public const int Key = 2;
    public const int ViewVersion = 3;

    /// <summary>One value: an object of a name (0) and bytes (1).</summary>
    public const int Value = 4;
    public const int IsTaken = 5;
}
