using Orleans.Serialization;
using Orleans.Serialization.Buffers;

namespace OrleansAgents.Runtime.Tests.Serialization.Models;

internal enum Color : byte
{
    None,
    Red,
    Blue,
}

internal interface IHasArea
{
    double Area { get; }
}

internal abstract class Shape : IHasArea
{
    public string? Label { get; set; }

    public Color Color { get; set; }

    public abstract double Area { get; }
}

internal sealed class Circle : Shape
{
    public double Radius { get; set; }

    public override double Area => Radius * Radius * Math.PI;
}

internal class Box : Shape
{
    public double Width { get; set; }

    public double Height { get; set; }

    public override double Area => Width * Height;
}

internal sealed class Crate : Box
{
    public double Depth { get; set; }
}

internal sealed class ShapeCodec(CodecCatalog catalog) : ObjectCodec<Shape>(catalog)
{
    public override void WriteMembers(Writer writer, Shape value)
    {
        writer.WriteString(0, value.Label);
        Catalog.Get<Color>().Write(writer, 1, value.Color);
    }

    public override void ReadMembers(Reader reader, Shape value)
    {
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case 0: value.Label = reader.ReadString(field); break;
                case 1: value.Color = Catalog.Get<Color>().Read(reader, field); break;
                default: reader.Skip(field); break;
            }
        }
    }

    public override void CopyMembers(Shape from, Shape to, CopyContext context)
    {
        to.Label = from.Label;
        to.Color = from.Color;
    }

    protected override Shape Create() => throw new NotSupportedException();
}

internal sealed class CircleCodec(CodecCatalog catalog) : ObjectCodec<Circle>(catalog)
{
    public override void WriteMembers(Writer writer, Circle value)
    {
        Catalog.GetObject<Shape>().WriteMembers(writer, value);
        writer.WriteEndBase();
        writer.WriteDouble(0, value.Radius);
    }

    public override void ReadMembers(Reader reader, Circle value)
    {
        Catalog.GetObject<Shape>().ReadMembers(reader, value);
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case 0: value.Radius = reader.ReadDouble(field); break;
                default: reader.Skip(field); break;
            }
        }
    }

    public override void CopyMembers(Circle from, Circle to, CopyContext context)
    {
        Catalog.GetObject<Shape>().CopyMembers(from, to, context);
        to.Radius = from.Radius;
    }

    protected override Circle Create() => new();
}

internal sealed class BoxCodec(CodecCatalog catalog) : ObjectCodec<Box>(catalog)
{
    public override void WriteMembers(Writer writer, Box value)
    {
        Catalog.GetObject<Shape>().WriteMembers(writer, value);
        writer.WriteEndBase();
        writer.WriteDouble(0, value.Width);
        writer.WriteDouble(1, value.Height);
    }

    public override void ReadMembers(Reader reader, Box value)
    {
        Catalog.GetObject<Shape>().ReadMembers(reader, value);
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case 0: value.Width = reader.ReadDouble(field); break;
                case 1: value.Height = reader.ReadDouble(field); break;
                default: reader.Skip(field); break;
            }
        }
    }

    public override void CopyMembers(Box from, Box to, CopyContext context)
    {
        Catalog.GetObject<Shape>().CopyMembers(from, to, context);
        to.Width = from.Width;
        to.Height = from.Height;
    }

    protected override Box Create() => new();
}

internal sealed class CrateCodec(CodecCatalog catalog) : ObjectCodec<Crate>(catalog)
{
    public override void WriteMembers(Writer writer, Crate value)
    {
        Catalog.GetObject<Box>().WriteMembers(writer, value);
        writer.WriteEndBase();
        writer.WriteDouble(0, value.Depth);
    }

    public override void ReadMembers(Reader reader, Crate value)
    {
        Catalog.GetObject<Box>().ReadMembers(reader, value);
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case 0: value.Depth = reader.ReadDouble(field); break;
                default: reader.Skip(field); break;
            }
        }
    }

    public override void CopyMembers(Crate from, Crate to, CopyContext context)
    {
        Catalog.GetObject<Box>().CopyMembers(from, to, context);
        to.Depth = from.Depth;
    }

    protected override Crate Create() => new();
}
