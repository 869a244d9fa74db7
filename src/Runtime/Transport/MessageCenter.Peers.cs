using System.Collections;
using System.Collections.Immutable;
using Orleans.Runtime.Leases;
using Orleans.Serialization.Buffers;

namespace Orleans.Runtime.Transport;

// What silos say of themselves and of one another.
internal sealed partial class MessageCenter
{
    /// <summary>Asks a silo whether it is there. Makes a connection if there is none; a ping that cannot be sent now is not sent.</summary>
    public void SendPing(SiloAddress to, Ping ping)
    {
        if (Connect(to) is not { IsCompletedSuccessfully: true, Result: var connection }) return;
        TrySmall(connection, FrameKind.Ping, ping, static (writer, said) =>
        {
            writer.WriteInt64(PingField.ViewVersion, said.ViewVersion);
            if (said.Draining is { } draining) writer.WriteBytes(PingField.Draining, ToBytes(draining));
            foreach (var suspect in said.Suspects) writer.WriteString(PingField.Suspect, suspect.ToParsableString());
        });
    }

    /// <summary>Tells a silo that another's endpoint refused a connection.</summary>
    public void SendRefused(SiloAddress to, SiloAddress refused)
    {
        if (_dialled.GetValueOrDefault(to)?.Connected is { } connection) TrySmall(connection, FrameKind.Refused, refused, static (writer, silo) => writer.WriteString(HandshakeField.Silo, silo.ToParsableString()));
    }

    /// <summary>Asks a silo whether it reaches the membership table.</summary>
    public void AskTable(SiloAddress to, TableQuestion question)
    {
        if (_dialled.GetValueOrDefault(to)?.Connected is not { } connection) return;
        TrySmall(connection, FrameKind.AskTable, question, static (writer, asked) =>
        {
            writer.WriteInt64(TableField.Round, asked.Round);
            writer.WriteGuid(TableField.Incarnation, asked.Incarnation);
        });
    }

    public static void AnswerTable(Connection connection, TableReply reply) => TrySmall(connection, FrameKind.TableAnswer, reply, static (writer, said) =>
    {
        writer.WriteInt64(TableField.Round, said.Round);
        writer.WriteInt32(TableField.Answer, (int)said.Answer);
        writer.WriteInt64(TableField.ViewVersion, said.ViewVersion);
    });

    private static byte[] ToBytes(BitArray bits)
    {
        var bytes = new byte[(bits.Length + 7) / 8];
        bits.CopyTo(bytes, 0);
        return bytes;
    }

    // A peer that does not read is found by its silence; what could not be said to it is said with the next ping.
    private static void TrySmall<TState>(Connection connection, FrameKind kind, TState state, Action<Writer, TState> write)
    {
        try
        {
            connection.TrySend(kind, state, write);
        }
        catch (LimitExceededException)
        {
        }
    }

    private void ReceivePing(Connection connection, Reader reader)
    {
        RequireSilo(connection, FrameKind.Ping);
        var version = 0L;
        BitArray? draining = null;
        var suspects = ImmutableArray.CreateBuilder<SiloAddress>();
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case PingField.ViewVersion: version = reader.ReadInt64(field); break;
                case PingField.Draining: draining = new BitArray(reader.ReadBytes(field) ?? []); break;
                case PingField.Suspect: suspects.Add(FrameFormat.ReadSilo(reader, field)); break;
                default: reader.Skip(field); break;
            }
        }

        TrySmall(connection, FrameKind.Pong, 0, static (_, _) => { });
        Peers?.Pinged(connection.Silo!, new Ping(version, draining, suspects.ToImmutable()));
        if (version > Receiver.View.Version) AskView(connection);
    }

    private void ReceiveRefused(Connection connection, Reader reader)
    {
        RequireSilo(connection, FrameKind.Refused);
        while (reader.TryReadField(out var field))
        {
            if (field.Id == HandshakeField.Silo) Peers?.RefusedBy(connection.Silo!, FrameFormat.ReadSilo(reader, field));
            else reader.Skip(field);
        }
    }

    private void ReceiveTableQuestion(Connection connection, Reader reader)
    {
        RequireSilo(connection, FrameKind.AskTable);
        var (round, incarnation) = (0L, Guid.Empty);
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case TableField.Round: round = reader.ReadInt64(field); break;
                case TableField.Incarnation: incarnation = reader.ReadGuid(field); break;
                default: reader.Skip(field); break;
            }
        }

        Peers?.TableAsked(connection, new TableQuestion(round, incarnation));
    }

    private void ReceiveTableReply(Connection connection, Reader reader)
    {
        RequireSilo(connection, FrameKind.TableAnswer);
        var (round, answer, version) = (0L, OutageAnswer.HasTable, 0L);
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case TableField.Round: round = reader.ReadInt64(field); break;
                case TableField.Answer: answer = (OutageAnswer)reader.ReadInt32(field); break;
                case TableField.ViewVersion: version = reader.ReadInt64(field); break;
                default: reader.Skip(field); break;
            }
        }

        Peers?.TableAnswered(connection.Silo!, new TableReply(round, answer, version));
    }
}
