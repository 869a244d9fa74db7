using System.Globalization;
using Orleans.CodeGen.Model;

namespace Orleans.CodeGen.Emission;

/// <summary>Expressions and statements that write, read and copy one value.</summary>
internal static class ValueCode
{
    /// <summary>The statement that writes <paramref name="expression"/> as field <paramref name="id"/>.</summary>
    public static string Write(ValueModel value, string codec, uint id, string expression)
    {
        var field = id.ToString(CultureInfo.InvariantCulture);
        if (value.Primitive is null) return $"{codec}.Write(writer, {field}, {expression});";
        return value.EnumUnderlyingType is null
            ? $"writer.Write{value.Primitive}({field}, {expression});"
            : $"writer.Write{value.Primitive}({field}, ({value.EnumUnderlyingType}){expression});";
    }

    /// <summary>The expression that reads a value from the field <c>f</c>.</summary>
    public static string Read(ValueModel value, string codec)
    {
        if (value.Primitive is null) return $"{codec}.Read(reader, f)";
        return value.EnumUnderlyingType is null ? $"reader.Read{value.Primitive}(f)" : $"({value.Type})reader.Read{value.Primitive}(f)";
    }

    /// <summary>The expression that copies a value, which is the value itself where sharing it cannot be observed.</summary>
    public static string Copy(ValueModel value, string codec, string expression) =>
        value.NeedsCopy ? $"{codec}.Copy({expression}, context)" : expression;

    /// <summary>The codec of a type, found in a catalog.</summary>
    public static string CodecIn(string catalog, ValueModel value) => $"{catalog}.Get<{value.Type}>()";
}
