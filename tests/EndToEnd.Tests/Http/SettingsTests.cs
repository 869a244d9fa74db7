using Microsoft.Extensions.Options;
using OrleansAgents.EndToEnd.Tests.Support;

namespace OrleansAgents.EndToEnd.Tests.Http;

/// <summary>A wrong setting ends the start, and the message names it.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("--Guests:TokenDays=0", "Guests:TokenDays is 0")]
    [InlineData("--Limits:StreamsPerUser=0", "Limits:StreamsPerUser is 0")]
    [InlineData("--Auth:Authority=https://login.example.com", "Auth:Audience is ''")]
    [InlineData("--Auth:Tenant=guest", "Auth:Tenant is 'guest'")]
    [InlineData("--Http:TrustedProxies:0=proxy", "'proxy'")]
    [InlineData("--Silo:Port=0", "Silo:Port is 0")]
    [InlineData("--Silo:Address=0.0.0.0", "Silo:Address is '0.0.0.0'")]
    [InlineData("--Cluster:Store=postgres", "Cluster:ConnectionString is empty")]
    [InlineData("--Cluster:ConnectionString=Host=db", "Cluster:Store is none")]
    [InlineData("--Cluster:Secret=short", "Cluster:Secret has 5 characters")]
    [InlineData("--Cluster:KeyFile=key.pem", "Cluster:CertificateFile is empty")]
    [InlineData("--Cluster:CertificateFile=/none.pem", "Cluster:CertificateFile is '/none.pem'")]
    [InlineData("--Data:Folder=/dev/null/data", "Data:Folder is '/dev/null/data'")]
    public async Task Start_WithWrongSetting_NamesIt(string setting, string message)
    {
        var problem = await Assert.ThrowsAnyAsync<OptionsValidationException>(async () => await GatewayProcess.StartAsync([setting]));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }
}
