namespace OrleansAgents.Compat.Tests;

public sealed class ScratchCopyTests : IDisposable
{
    private readonly DirectoryInfo _application = Directory.CreateTempSubdirectory("orleansagents-compat-tests-");

    [Fact]
    public void Make_Application_CopiesSourcesAndLeavesOutOutputs()
    {
        Write("global.json", "Grains/Grains.csproj", "Grains/Chat.cs", "Grains/obj/Chat.g.cs", "Grains/bin/Grains.dll", ".git/config");

        var copy = ScratchCopy.Make(_application.FullName, offline: false);
        try
        {
            Assert.Equal(["Grains/Chat.cs", "Grains/Grains.csproj"], Files(copy.Root));
            Assert.Equal(["Grains/Grains.csproj"], copy.ProjectFiles.Select(copy.Relative));
        }
        finally
        {
            copy.Delete();
        }
    }

    [Fact]
    public void Make_Offline_TakesPackageSourcesAwayInTheCopyOnly()
    {
        Write("NuGet.Config");

        var copy = ScratchCopy.Make(_application.FullName, offline: true);
        try
        {
            Assert.Contains("<clear />", File.ReadAllText(Path.Combine(copy.Root, "nuget.config")), StringComparison.Ordinal);
            Assert.Equal(["NuGet.Config"], Files(_application.FullName));
            Assert.Empty(File.ReadAllText(Path.Combine(_application.FullName, "NuGet.Config")));
        }
        finally
        {
            copy.Delete();
        }
    }

    public void Dispose() => _application.Delete(recursive: true);

    private void Write(params string[] paths)
    {
        foreach (var path in paths)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_application.FullName, path))!);
            File.WriteAllText(Path.Combine(_application.FullName, path), "");
        }
    }

    private static IEnumerable<string> Files(string root) =>
        Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(root, file)).Order(StringComparer.Ordinal);
}
