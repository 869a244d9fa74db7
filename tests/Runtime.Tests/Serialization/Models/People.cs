using Orleans.Serialization;
using Orleans.Serialization.Buffers;

namespace OrleansAgents.Runtime.Tests.Serialization.Models;

/// <summary>A class with members of several kinds, and references to its own type.</summary>
internal sealed class Person
{
    public string? Name { get; set; }

    public int Age { get; set; }

    public Person? Friend { get; set; }

    public List<Person>? Children { get; set; }

    public object? Anything { get; set; }

    public int Rank { get; set; } = 7;
}

/// <summary>What the source generator would emit for <see cref="Person"/>.</summary>
internal sealed class PersonCodec(CodecCatalog catalog) : ObjectCodec<Person>(catalog)
{
    public override void WriteMembers(Writer writer, Person value)
    {
        writer.WriteString(0, value.Name);
        writer.WriteInt32(1, value.Age);
        Catalog.Get<Person>().Write(writer, 2, value.Friend!);
        Catalog.Get<List<Person>>().Write(writer, 3, value.Children!);
        Catalog.Get<object>().Write(writer, 4, value.Anything!);
        writer.WriteInt32(5, value.Rank);
    }

    public override void ReadMembers(Reader reader, Person value)
    {
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case 0: value.Name = reader.ReadString(field); break;
                case 1: value.Age = reader.ReadInt32(field); break;
                case 2: value.Friend = Catalog.Get<Person>().Read(reader, field); break;
                case 3: value.Children = Catalog.Get<List<Person>>().Read(reader, field); break;
                case 4: value.Anything = Catalog.Get<object>().Read(reader, field); break;
                case 5: value.Rank = reader.ReadInt32(field); break;
                default: reader.Skip(field); break;
            }
        }
    }

    public override void CopyMembers(Person from, Person to, CopyContext context)
    {
        to.Name = from.Name;
        to.Age = from.Age;
        to.Friend = Catalog.Get<Person>().Copy(from.Friend!, context);
        to.Children = Catalog.Get<List<Person>>().Copy(from.Children!, context);
        to.Anything = Catalog.Get<object>().Copy(from.Anything!, context);
        to.Rank = from.Rank;
    }

    protected override Person Create() => new();
}
