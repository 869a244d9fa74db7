using System.Globalization;
using System.Text;

namespace Orleans.CodeGen.Discovery;

/// <summary>FNV-1a over UTF-8: method ids are on the wire and in other processes, so the hash may never depend on the process or the framework.</summary>
internal static class StableHash
{
    public static uint Of(string text)
    {
        var hash = 2166136261u;
        foreach (var octet in Encoding.UTF8.GetBytes(text)) hash = unchecked((hash ^ octet) * 16777619u);
        return hash;
    }

    public static string Hex(string text) => Of(text).ToString("X8", CultureInfo.InvariantCulture);
}
