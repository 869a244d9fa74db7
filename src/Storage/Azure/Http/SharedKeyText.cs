using System.Globalization;
using System.Text;
using Request = Azure.Core.Request;

namespace OrleansAgents.Storage;

/// <summary>The text that the account's key signs, as "Authorize with Shared Key" of Azure Storage's REST reference defines it.</summary>
internal static class SharedKeyText
{
    /// <summary>The lines of the blob service between the method and its own headers, in this order.</summary>
    private static readonly string[] StandardHeaders =
    [
        "Content-Encoding", "Content-Language", "Content-Length", "Content-MD5", "Content-Type", "Date",
        "If-Modified-Since", "If-Match", "If-None-Match", "If-Unmodified-Since", "Range",
    ];

    /// <summary>Shared Key Lite of the table service: the time and the resource.</summary>
    public static string OfTable(string account, Request request)
    {
        var uri = request.Uri.ToUri();
        var component = Parameters(uri).Where(static parameter => parameter.Key == "comp").Select(static parameter => $"?comp={parameter.Value}");
        return $"{HeaderOf(request, "x-ms-date")}\n/{account}{uri.AbsolutePath}{string.Concat(component)}";
    }

    /// <summary>Shared Key of the blob service: the method, the headers and the resource with its parameters.</summary>
    public static string OfBlob(string account, Request request)
    {
        var uri = request.Uri.ToUri();
        StringBuilder text = new();
        text.Append(request.Method.Method).Append('\n');
        foreach (var header in StandardHeaders)
        {
            text.Append(header == "Content-Length" ? LengthOf(request) : HeaderOf(request, header)).Append('\n');
        }

        foreach (var header in request.Headers.Where(static header => header.Name.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase))
            .OrderBy(static header => header.Name.ToLowerInvariant(), StringComparer.Ordinal))
        {
            text.Append(header.Name.ToLowerInvariant()).Append(':').Append(header.Value.Trim()).Append('\n');
        }

        text.Append('/').Append(account).Append(uri.AbsolutePath);
        foreach (var (name, value) in Parameters(uri).OrderBy(static parameter => parameter.Key, StringComparer.Ordinal))
        {
            text.Append('\n').Append(name).Append(':').Append(value);
        }

        return text.ToString();
    }

    private static IEnumerable<KeyValuePair<string, string>> Parameters(Uri uri)
        => uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(static parameter => parameter.Split('=', 2))
            .Select(static parts => KeyValuePair.Create(Uri.UnescapeDataString(parts[0]).ToLowerInvariant(), Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? "")));

    private static string HeaderOf(Request request, string name) => request.Headers.TryGetValue(name, out var value) ? value : "";

    /// <summary>Nothing stands for no content.</summary>
    private static string LengthOf(Request request)
        => request.Content is { } content && content.TryComputeLength(out var length) && length > 0 ? length.ToString(CultureInfo.InvariantCulture) : "";
}
