using Orleans.Serialization;
using Orleans.Serialization.Buffers;

namespace Orleans.Runtime;

/// <summary>The enumerating call inside the call that starts it.</summary>
internal sealed class EnumerationCall(RequestBase request)
{
    public RequestBase Request { get; } = request;
}

/// <summary>Writes the inner call by interface, method and arguments; the receiver rents a request of its own for it.</summary>
internal sealed class EnumerationCallCodec(CodecCatalog catalog, Func<GrainInterfaceCatalog> interfaces) : Codec<EnumerationCall>
{
    public override void Write(Writer writer, int id, EnumerationCall value)
    {
        var descriptor = value.Request.Descriptor;
        var token = writer.BeginObject(id);
        writer.WriteString(0, interfaces().Get(descriptor.InterfaceType).Name.ToString());
        writer.WriteUInt32(1, descriptor.Id);
        foreach (var argument in value.Request.MethodTypeArguments) catalog.Get<Type>().Write(writer, 2, argument);
        writer.WriteInt32(3, ((IEnumerationSource)value.Request).MaxBatchSize);
        var arguments = writer.BeginObject(4);
        value.Request.WriteArguments(writer);
        writer.EndObject(arguments);
        writer.EndObject(token);
    }

    public override EnumerationCall Read(Reader reader, Field field)
    {
        var (name, method, batch) = ("", 0u, 1);
        List<Type> typeArguments = [];
        RequestBase? request = null;
        var token = reader.BeginObject(field);
        while (reader.TryReadField(out var member))
        {
            switch (member.Id)
            {
                case 0: name = reader.ReadString(member) ?? ""; break;
                case 1: method = reader.ReadUInt32(member); break;
                case 2: typeArguments.Add(catalog.Get<Type>().Read(reader, member)); break;
                case 3: batch = reader.ReadInt32(member); break;
                case 4:
                    var descriptor = interfaces().Find(name)?.FindMethod(method) ?? throw new OrleansException($"No method {method:x8} of a grain interface '{name}' is known here; the caller was built from another version of it.");
                    request = descriptor.Rent([.. typeArguments]);
                    var inner = reader.BeginObject(member);
                    request.ReadArguments(reader);
                    reader.EndObject(inner);
                    break;
                default: reader.Skip(member); break;
            }
        }

        reader.EndObject(token);
        if (request is not IEnumerationSource source) throw new OrleansException($"The method {method:x8} of '{name}' does not enumerate.");
        request.KeepOutOfPool();
        source.MaxBatchSize = Math.Max(1, batch);
        return new EnumerationCall(request);
    }

    public override EnumerationCall Copy(EnumerationCall value, CopyContext context)
    {
        // Each enumeration runs on arguments of its own, so that one reference can be enumerated twice.
        var request = value.Request;
        var copy = request.Descriptor.Rent(request.MethodTypeArguments);
        copy.KeepOutOfPool();
        for (var i = 0; i < request.GetArgumentCount(); i++)
        {
            if (request.GetArgument(i) is not CancellationToken) copy.SetArgument(i, request.GetArgument(i));
        }

        copy.CopyArguments(context);
        ((IEnumerationSource)copy).MaxBatchSize = ((IEnumerationSource)request).MaxBatchSize;
        return new EnumerationCall(copy);
    }
}
