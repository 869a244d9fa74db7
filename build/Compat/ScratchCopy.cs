using System.Xml;
using System.Xml.Linq;

namespace OrleansAgents.Compat;

/// <summary>A copy of the application in which projects may be changed and built. The original is only read.</summary>
internal sealed class ScratchCopy
{
    private static readonly HashSet<string> LeftOut = new(StringComparer.OrdinalIgnoreCase) { "bin", "obj", ".git", ".vs", "node_modules" };

    private ScratchCopy(string root) => Root = root;

    public string Root { get; }

    public IReadOnlyList<string> ProjectFiles => Files(extension => extension is ".csproj" or ".vbproj" or ".fsproj");

    /// <summary>Projects and what they may import.</summary>
    public IReadOnlyList<string> BuildFiles => Files(extension => extension is ".csproj" or ".vbproj" or ".fsproj" or ".props" or ".targets");

    public static ScratchCopy Make(string source, bool offline)
    {
        var root = Directory.CreateTempSubdirectory("orleansagents-compat-").FullName;
        Copy(new DirectoryInfo(source), root);
        var copy = new ScratchCopy(root);
        copy.DropSettings(offline);
        return copy;
    }

    /// <summary>Path as the application's author knows it.</summary>
    public string Relative(string path) => Path.GetRelativePath(Root, path);

    public bool Contains(string path) => path.StartsWith(Root + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    public void Delete() => Directory.Delete(Root, recursive: true);

    /// <summary>Null when the file is not well-formed; the build then says so.</summary>
    public static XDocument? Load(string file)
    {
        try
        {
            return XDocument.Load(file, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static void Copy(DirectoryInfo source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var file in source.EnumerateFiles())
        {
            file.CopyTo(Path.Combine(target, file.Name));
        }

        foreach (var directory in source.EnumerateDirectories().Where(directory => !LeftOut.Contains(directory.Name) && directory.LinkTarget is null))
        {
            Copy(directory, Path.Combine(target, directory.Name));
        }
    }

    /// <summary>A pinned SDK and locked package versions are the original's; so is a reference to a package source, when nothing may be downloaded.</summary>
    private void DropSettings(bool offline)
    {
        foreach (var file in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).ToList())
        {
            var name = Path.GetFileName(file);
            if (name is "global.json" or "packages.lock.json" || (offline && name.Equals("nuget.config", StringComparison.OrdinalIgnoreCase)))
            {
                File.Delete(file);
            }
        }

        if (offline)
        {
            File.WriteAllText(Path.Combine(Root, "nuget.config"), "<configuration><packageSources><clear /></packageSources></configuration>\n");
        }
    }

    private List<string> Files(Func<string, bool> accept) =>
        [.. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Where(file => accept(Path.GetExtension(file).ToLowerInvariant()) && !Relative(file).Split(Path.DirectorySeparatorChar).Any(LeftOut.Contains))
            .Order(StringComparer.Ordinal)];
}
