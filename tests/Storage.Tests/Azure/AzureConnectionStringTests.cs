namespace OrleansAgents.Storage.Tests;

public sealed class AzureConnectionStringTests
{
    private const string Key = "c2VjcmV0";

    [Theory]
    [InlineData($"DefaultEndpointsProtocol=https;AccountName=a1;AccountKey={Key};EndpointSuffix=core.windows.net", "https://a1.table.core.windows.net/")]
    [InlineData($"AccountName=a1;AccountKey={Key};EndpointSuffix=core.chinacloudapi.cn", "https://a1.table.core.chinacloudapi.cn/")]
    [InlineData($" accountname = a1 ; ACCOUNTKEY = {Key} ;; TableEndpoint = http://127.0.0.1:1/a1 ;", "http://127.0.0.1:1/a1")]
    public void Parse_WithAKey_GivesAddressAndKey(string text, string address)
    {
        var parsed = AzureConnectionString.Parse(text, AzureService.Table);

        Assert.Equal(new Uri(address), parsed.Address);
        Assert.Equal("a1", parsed.AccountName);
        Assert.Equal("secret"u8.ToArray(), parsed.AccountKey);
    }

    [Fact]
    public void Parse_WithASignature_GivesIt()
    {
        var parsed = AzureConnectionString.Parse("BlobEndpoint=https://a1.blob.core.windows.net;SharedAccessSignature=sv=2021&sig=x%3D", AzureService.Blob);

        Assert.Equal("sv=2021&sig=x%3D", parsed.Signature);
        Assert.Null(parsed.AccountKey);
    }

    [Fact]
    public void Parse_DevelopmentStorage_IsTheEmulator()
    {
        var parsed = AzureConnectionString.Parse("UseDevelopmentStorage=true", AzureService.Blob);

        Assert.Equal(new Uri("http://127.0.0.1:10000/devstoreaccount1"), parsed.Address);
        Assert.Equal("devstoreaccount1", parsed.AccountName);
    }

    [Theory]
    [InlineData("nonsense", "name=value")]
    [InlineData($"AccountKey={Key}", "AccountName")]
    [InlineData($"TableEndpoint=https://x;AccountKey={Key}", "AccountName")]
    [InlineData("AccountName=a1", "AccountKey")]
    [InlineData("AccountName=a1;AccountKey=c2Vj!cmV0", "AccountKey is not Base64")]
    [InlineData($"AccountName=a1;AccountKey={Key};TableEndpoint=ftp://x", "TableEndpoint")]
    [InlineData($"AccountName=a 1;AccountKey={Key}", "AccountName")]
    public void Parse_Unusable_NamesThePartAndNoSecret(string text, string part)
    {
        var failure = Assert.Throws<FormatException>(() => AzureConnectionString.Parse(text, AzureService.Table));

        Assert.Contains(part, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2Vj", failure.Message, StringComparison.Ordinal);
    }
}
