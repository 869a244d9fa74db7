using System.Text;
using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Types;

/// <summary>Turns a spec whose form was checked (<see cref="TypeSpec.Skip(Reader)"/>) into a type.</summary>
internal ref struct TypeSpecParser(ReadOnlySpan<byte> spec, int offset, TypeTable table)
{
    private readonly ReadOnlySpan<byte> _spec = spec;
    private int _position;

    /// <summary>The first name that is not registered, if any.</summary>
    public string? UnknownName { get; private set; }

    public Type? Parse()
    {
        var start = _position;
        var code = ReadVarInt();
        switch (code)
        {
            case TypeSpec.Name:
                var type = ReadName();
                return type is { IsGenericTypeDefinition: true }
                    ? throw new IllegalTypeException(type.ToString(), "the message gives it no type arguments")
                    : type;
            case TypeSpec.Generic:
                var definition = ReadName();
                return Construct(start, definition, (int)ReadVarInt());
            case TypeSpec.Vector:
                var element = Parse();
                return element is null ? null : Intern(start, element.MakeArrayType);
            case TypeSpec.Rectangular:
                var rank = (int)ReadVarInt();
                var cell = Parse();
                return cell is null ? null : Intern(start, () => cell.MakeArrayType(rank));
            default:
                var wellKnown = WellKnownTypes.Get(code - TypeSpec.WellKnown);
                var arity = WellKnownTypes.Arity(code - TypeSpec.WellKnown);
                return arity == 0 ? wellKnown : Construct(start, wellKnown, arity);
        }
    }

    private Type? Construct(int start, Type? definition, int count)
    {
        var arguments = new Type[count];
        var complete = definition is not null;
        for (var i = 0; i < count; i++)
        {
            arguments[i] = Parse()!;
            complete &= arguments[i] is not null;
        }

        if (!complete)
        {
            return null;
        }

        if (!definition!.IsGenericTypeDefinition || definition.GetGenericArguments().Length != count)
        {
            throw new IllegalTypeException(definition.ToString(), $"the message gives it {count} type arguments");
        }

        return Intern(start, () => definition.MakeGenericType(arguments));
    }

    private readonly Type Intern(int start, Func<Type> compose)
    {
        try
        {
            return table.Intern(_spec[start.._position], offset, compose);
        }
        catch (Exception exception) when (exception is ArgumentException or TypeLoadException or NotSupportedException)
        {
            throw new MalformedMessageException("a composed type cannot exist: its arguments break its constraints.", offset, exception);
        }
    }

    private Type? ReadName()
    {
        var length = (int)ReadVarInt();
        var name = _spec.Slice(_position, length);
        _position += length;
        var type = table.FindName(name);
        if (type is null)
        {
            UnknownName ??= Encoding.UTF8.GetString(name);
        }

        return type;
    }

    private uint ReadVarInt()
    {
        uint value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var group = _spec[_position++];
            value |= (uint)(group & 0x7F) << shift;
            if (group < 0x80)
            {
                return value;
            }
        }
    }
}
