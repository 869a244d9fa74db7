namespace OrleansAgents.Compat.Tests;

public sealed class DiagnosticTests
{
    [Fact]
    public void ParseLine_CompilerError_YieldsPlaceCodeAndProject()
    {
        var error = Diagnostic.ParseLine("/tmp/a b/Grains/Chat.cs(12,34): error CS0246: The type or namespace name 'IStreamProvider' could not be found (are you missing a using directive or an assembly reference?) [/tmp/a b/Grains/Grains.csproj]");

        Assert.Equal(
            new Diagnostic(
                "/tmp/a b/Grains/Chat.cs", 12, 34, "CS0246",
                "The type or namespace name 'IStreamProvider' could not be found (are you missing a using directive or an assembly reference?)",
                "/tmp/a b/Grains/Grains.csproj"),
            error);
    }

    [Fact]
    public void ParseLine_ErrorOfOneTargetFramework_NamesTheProjectAlone()
    {
        var error = Diagnostic.ParseLine("/s/A.cs(1,2): error CS0103: The name 'x' does not exist in the current context [/s/A.csproj::TargetFramework=net10.0]");

        Assert.Equal("/s/A.csproj", error?.Project);
    }

    [Fact]
    public void ParseLine_ErrorWithoutPosition_NamesTheFile()
    {
        var error = Diagnostic.ParseLine("/s/A.csproj : error NU1101: Unable to find package Bogus. No packages exist with this id in source(s): x [/s/all.slnx]");

        Assert.Equal(("/s/A.csproj", "NU1101", "/s/all.slnx"), (error?.File, error?.Code, error?.Project));
    }

    [Theory]
    [InlineData("/s/A.cs(1,2): warning CS0168: The variable 'e' is declared but never used [/s/A.csproj]")]
    [InlineData("Build FAILED.")]
    [InlineData("")]
    public void ParseLine_NoError_YieldsNothing(string line) => Assert.Null(Diagnostic.ParseLine(line));

    [Fact]
    public void Parse_RepeatedLine_CountsOnce()
    {
        const string line = "/s/A.cs(1,2): error CS0103: The name 'x' does not exist in the current context [/s/A.csproj]";

        Assert.Single(Diagnostic.Parse([line, line]));
    }
}
