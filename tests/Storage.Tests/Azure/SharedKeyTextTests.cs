using Azure.Core;
using Azure.Core.Pipeline;
using Request = Azure.Core.Request;

namespace OrleansAgents.Storage.Tests;

/// <summary>The service computes the same text; these are the examples of its reference.</summary>
public sealed class SharedKeyTextTests
{
    private const string Date = "Fri, 26 Jun 2015 23:39:12 GMT";

    [Fact]
    public void OfBlob_ListingOfMetadata_IsTheReferences()
    {
        using var request = Make(RequestMethod.Get, "https://myaccount.blob.core.windows.net/mycontainer?restype=container&comp=metadata&timeout=20", ("x-ms-version", "2015-02-21"));

        Assert.Equal(
            $"GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:{Date}\nx-ms-version:2015-02-21\n/myaccount/mycontainer\ncomp:metadata\nrestype:container\ntimeout:20",
            SharedKeyText.OfBlob("myaccount", request));
    }

    [Fact]
    public void OfBlob_ConditionalWrite_HasItsLengthTypeAndCondition()
    {
        using var request = Make(
            RequestMethod.Put,
            "https://myaccount.blob.core.windows.net/c/a!2Fb.json",
            ("Content-Type", "application/json"),
            ("If-Match", "\"0x1\""),
            ("x-ms-version", "2021-12-02"),
            ("X-MS-Blob-Type", "BlockBlob"));
        request.Content = RequestContent.Create(new byte[11]);

        Assert.Equal(
            $"PUT\n\n\n11\n\napplication/json\n\n\n\"0x1\"\n\n\n\nx-ms-blob-type:BlockBlob\nx-ms-date:{Date}\nx-ms-version:2021-12-02\n/myaccount/c/a!2Fb.json",
            SharedKeyText.OfBlob("myaccount", request));
    }

    [Theory]
    [InlineData("https://testaccount1.table.core.windows.net/Tables", "/testaccount1/Tables")]
    [InlineData("https://testaccount1.table.core.windows.net/?restype=service&comp=properties", "/testaccount1/?comp=properties")]
    [InlineData("http://127.0.0.1:10002/testaccount1/t(PartitionKey='p~q',RowKey='r')", "/testaccount1/testaccount1/t(PartitionKey='p~q',RowKey='r')")]
    public void OfTable_Resource_IsSignedWithTheDate(string address, string resource)
    {
        using var request = Make(RequestMethod.Get, address);

        Assert.Equal($"{Date}\n{resource}", SharedKeyText.OfTable("testaccount1", request));
    }

    private static Request Make(RequestMethod method, string address, params (string Name, string Value)[] headers)
    {
        var request = HttpClientTransport.Shared.CreateRequest();
        request.Method = method;
        request.Uri.Reset(new Uri(address));
        request.Headers.Add("x-ms-date", Date);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return request;
    }
}
