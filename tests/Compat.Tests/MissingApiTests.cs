namespace OrleansAgents.Compat.Tests;

public sealed class MissingApiTests
{
    [Theory]
    [InlineData("CS0246", "The type or namespace name 'IStreamProvider' could not be found (are you missing a using directive or an assembly reference?)", "type IStreamProvider")]
    [InlineData("CS0246", "The type or namespace name 'ImplicitStreamSubscriptionAttribute' could not be found", "type ImplicitStreamSubscription")]
    [InlineData("CS0234", "The type or namespace name 'Streams' does not exist in the namespace 'Orleans' (are you missing an assembly reference?)", "type Orleans.Streams")]
    [InlineData("CS1061", "'ISiloBuilder' does not contain a definition for 'AddMemoryStreams' and no accessible extension method 'AddMemoryStreams' accepting a first argument of type 'ISiloBuilder' could be found", "member ISiloBuilder.AddMemoryStreams")]
    [InlineData("CS0115", "'ChatGrain.OnActivateAsync(CancellationToken)': no suitable method found to override", "override OnActivateAsync(CancellationToken)")]
    [InlineData("CS0115", "'ChatGrain.Set(Some.Type, int)': no suitable method found to override", "override Set(Some.Type, int)")]
    [InlineData("CS0103", "The name 'StreamId' does not exist in the current context", "name StreamId")]
    [InlineData("BC30002", "Type 'Grain' is not defined.", "type Grain")]
    [InlineData("BC30456", "'AddMemoryGrainStorage' is not a member of 'ISiloBuilder'.", "member ISiloBuilder.AddMemoryGrainStorage")]
    [InlineData("CS1002", "; expected", "; expected")]
    public void NameOf_Error_NamesTheApi(string code, string message, string name) => Assert.Equal(name, MissingApi.NameOf(Error("a.cs", 1, code, message)));

    [Fact]
    public void Group_AttributeReportedUnderBothNames_IsOneUse()
    {
        var api = Assert.Single(MissingApi.Group(
        [
            Error("a.cs", 1, "CS0246", "The type or namespace name 'Id' could not be found"),
            Error("a.cs", 1, "CS0246", "The type or namespace name 'IdAttribute' could not be found"),
            Error("b.cs", 7, "CS0246", "The type or namespace name 'Id' could not be found"),
        ]));

        Assert.Equal(new MissingApi("CS0246", "type Id", Uses: 2, Files: 2), api);
    }

    [Fact]
    public void Group_SeveralApis_MostUsedComesFirst()
    {
        var apis = MissingApi.Group(
        [
            Error("a.cs", 1, "CS0103", "The name 'A' does not exist"),
            Error("a.cs", 2, "CS0103", "The name 'B' does not exist"),
            Error("a.cs", 3, "CS0103", "The name 'B' does not exist"),
        ]);

        Assert.Equal(["name B", "name A"], apis.Select(api => api.Name));
    }

    private static Diagnostic Error(string file, int line, string code, string message) => new(file, line, 1, code, message, "p.csproj");
}
