using System.Buffers.Binary;
using Orleans.Runtime.Transport;

namespace OrleansAgents.Simulation.Network;

/// <summary>Which version of the program a process runs.</summary>
internal enum Build
{
    Present,

    /// <summary>The same protocol, and fields in every frame that the present build does not know.</summary>
    Newer,

    /// <summary>The next version of the protocol.</summary>
    NextProtocol,
}

/// <summary>What the present build writes, as another would write it.</summary>
internal static class Builds
{
    // A field with an id that no frame has, and one byte of a number: see docs/wire-format.md.
    private const byte UnknownField = (29 << 3) | 1;
    private const byte SomeNumber = 14;

    // A hello begins with the protocol: the header of field 0, and its number, zigzag coded.
    private const int ProtocolAt = Frame.HeaderBytes + 1;
    private const byte NextProtocol = (Frame.ProtocolVersion + 1) << 1;

    public static byte[] Translate(Build build, ReadOnlySpan<byte> frames)
    {
        if (build == Build.Present) return frames.ToArray();
        List<byte> translated = [];
        while (frames.Length > 0)
        {
            var length = Frame.ReadLength(frames);
            byte[] frame = [.. frames[..(Frame.LengthBytes + length)]];
            frames = frames[frame.Length..];
            if (build == Build.NextProtocol)
            {
                if (frame[Frame.LengthBytes] == (byte)FrameKind.Hello) frame[ProtocolAt] = NextProtocol;
                translated.AddRange(frame);
                continue;
            }

            BinaryPrimitives.WriteInt32LittleEndian(frame, length + 2);
            translated.AddRange(frame);
            translated.Add(UnknownField);
            translated.Add(SomeNumber);
        }

        return [.. translated];
    }
}
