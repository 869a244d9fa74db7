using System.Security;

namespace OrleansAgents.Compat;

/// <summary>The two files that every project of the scratch copy imports, and the file by which a project says that it was built.</summary>
internal static class EngineImports
{
    public const string PropsName = "orleans-compat.props";
    public const string TargetsName = "orleans-compat.targets";

    /// <summary>A project that was built wrote this file next to itself.</summary>
    public static string MarkerOf(string project) => project + ".built";

    /// <summary>Imported before the project's own properties.</summary>
    public static string Props(string scratch) => $"""
        <Project>
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <NuGetAudit>false</NuGetAudit>
            <!-- Scripts that a Blazor page loads when it runs: a package of their own, which compiling does not need. -->
            <RequiresAspNetWebAssets>false</RequiresAspNetWebAssets>
            <RestorePackagesWithLockFile>false</RestorePackagesWithLockFile>
            <RestoreLockedMode>false</RestoreLockedMode>
            <CustomAfterDirectoryBuildTargets>{SecurityElement.Escape(Path.Combine(scratch, TargetsName))}</CustomAfterDirectoryBuildTargets>
          </PropertyGroup>
        </Project>
        """;

    /// <summary>
    /// Imported after everything else, so that it sees all items and has the last word on properties. Any Orleans package brings the
    /// engine, as any of Microsoft's brings the core, and the generator. The global usings are those of Microsoft's core package, which
    /// reach through project references too, as the generator does not.
    /// </summary>
    public static string Targets(string repository)
    {
        string Project(string path) => SecurityElement.Escape(Path.Combine(repository, "src", path));
        return $"""
            <Project>
              <PropertyGroup>
                <TreatWarningsAsErrors>false</TreatWarningsAsErrors>
                <MSBuildTreatWarningsAsErrors>false</MSBuildTreatWarningsAsErrors>
                <CodeAnalysisTreatWarningsAsErrors>false</CodeAnalysisTreatWarningsAsErrors>
                <WarningsAsErrors />
                <RunAnalyzersDuringBuild>false</RunAnalyzersDuringBuild>
                <EnforceCodeStyleInBuild>false</EnforceCodeStyleInBuild>
                <NuGetAudit>false</NuGetAudit>
                <NoWarn>$(NoWarn);NU1605;NU1510;NU1603</NoWarn>
              </PropertyGroup>
              <ItemGroup Condition="'@({ProjectRewriter.OrleansItem})' != ''">
                <ProjectReference Include="{Project("Runtime/Runtime.csproj")}" />
                <ProjectReference Include="{Project("Runtime.CodeGen/Runtime.CodeGen.csproj")}" Condition="'$(MSBuildProjectExtension)' == '.csproj'" OutputItemType="Analyzer" ReferenceOutputAssembly="false" />
                <ProjectReference Include="{Project("TestingHost/TestingHost.csproj")}" Condition="{AnyOf(Counterpart.TestingHost)}" />
                <ProjectReference Include="{Project("Storage/Storage.csproj")}" Condition="{AnyOf(Counterpart.Storage)}" />
              </ItemGroup>
              <ItemGroup Condition="('@({ProjectRewriter.OrleansItem})' != '' or '$({ProjectRewriter.ByReference})' == 'true') and ('$(ImplicitUsings)' == 'enable' or '$(ImplicitUsings)' == 'true')">
                <Using Include="Orleans;Orleans.Hosting;Orleans.Runtime" />
              </ItemGroup>
              <ItemGroup Condition="'@({ProjectRewriter.FrameworkItem})' != ''">
                <FrameworkReference Include="Microsoft.AspNetCore.App" Condition="'@(FrameworkReference->AnyHaveMetadataValue('Identity', 'Microsoft.AspNetCore.App'))' != 'true'" />
              </ItemGroup>
              <Target Name="OrleansCompatMark" AfterTargets="Build">
                <Touch Files="{MarkerOf("$(MSBuildProjectFullPath)")}" AlwaysCreate="true" />
              </Target>
            </Project>
            """;
    }

    private static string AnyOf(Counterpart counterpart) => string.Join(
        " or ",
        PackageMap.Of(counterpart).Select(id => $"'@({ProjectRewriter.OrleansItem}->AnyHaveMetadataValue('Identity', '{id}'))' == 'true'"));
}
