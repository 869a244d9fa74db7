using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Agents.Grocery;
using OrleansAgents.Grains.Agents.Maps;
using Xunit;

namespace OrleansAgents.Assistant.Tests.Agents;

public sealed class AgentDataTests
{
    private const string PlaceColumns = "id,zh,en,aliases,city,category,latitude,longitude,source\n";

    [Fact]
    public void Table_WithCommentsAndQuotes_IsRead()
    {
        var row = Assert.Single(AgentData.Parse("x.csv", "# a comment\nid,text\n\na,\"one, \"\"two\"\"\"\r\n"));
        Assert.Equal("a", row.Text("id"));
        Assert.Equal("one, \"two\"", row.Text("text"));
    }

    [Theory]
    [InlineData("a\n", "x.csv, line 3: it has 1 fields, and the table has 2 columns (id, text)")]
    [InlineData("a,\"b\n", "x.csv, line 3: a double quote begins a field and none ends it")]
    public void Line_ThatIsBroken_IsNamed(string line, string problem)
        => Assert.StartsWith(problem, Assert.Throws<AgentDataException>(() => AgentData.Parse("x.csv", "# a comment\nid,text\n" + line).ToList()).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a,甲,A,,a,city,91,120,x", "line 2: in column 'latitude' it is '91'; it is a number from 18 to 54")]
    [InlineData("a,甲,A,,a,city,30,x,x", "line 2: in column 'longitude' it is 'x'")]
    [InlineData("a,甲,A,,a,village,30,120,x", "line 2: in column 'category' it is 'village'; it is one of city, station")]
    [InlineData("a,甲,A,,b,city,30,120,x", "line 2: in column 'city' it is 'b', which no earlier line has")]
    [InlineData("a,,A,,a,city,30,120,x", "line 2: in column 'zh' it is empty")]
    [InlineData("a,甲,A,,a,city,30,120,", "line 2: in column 'source' it is empty")]
    [InlineData("a,甲,A,,a,city,30,120,x\na,乙,B,,a,city,30,120,x", "line 3: in column 'id' it is 'a', as in an earlier line")]
    public void Place_ThatIsWrong_IsNamedWithItsLine(string lines, string problem)
        => Assert.Contains(problem, Assert.Throws<AgentDataException>(() => PlaceCatalog.Read(AgentData.Parse("places.csv", PlaceColumns + lines))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("beans 20", "it names 'beans', which is no id in goods.csv")]
    [InlineData("tofu", "'tofu' is no id of a good and a quantity")]
    [InlineData("tofu 0", "'tofu 0' is no id of a good and a quantity")]
    public void Dish_WithAWrongIngredient_IsNamedWithItsLine(string ingredients, string problem)
    {
        var goods = AgentData.Parse("goods.csv", "id,zh,en,aliases,unit,pantry,pieceGrams\ntofu,豆腐,tofu,,g,no,\n");
        var products = AgentData.Parse("products.csv", "id,good,quantity,containerZh,containerEn,price\np,tofu,400,盒,box,3.9\n");
        var dishes = AgentData.Parse("dishes.csv", $"id,zh,en,aliases,cuisine,minutes,ingredients,methodZh,methodEn,source\nd,菜,dish,,home,5,{ingredients},炒,fry,x\n");
        var refused = Assert.Throws<AgentDataException>(() => GroceryCatalog.Read(goods, products, dishes));
        Assert.StartsWith("dishes.csv, line 2", refused.Message, StringComparison.Ordinal);
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_ThatIsNotThere_IsNamed()
        => Assert.Contains("OrleansAgents.Grains.Agents.Maps.none.csv", Assert.Throws<InvalidOperationException>(() => AgentData.Text("Maps/none.csv")).Message, StringComparison.Ordinal);
}
