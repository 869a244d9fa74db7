using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OrleansAgents.Silo;

namespace OrleansAgents.Gateway;

/// <summary>The gateway's process, put together: a table of contents.</summary>
internal static class GatewayHost
{
    private const string DefaultUrl = "http://localhost:8080";

    /// <summary>Builds the process: HTTP, and a silo within it, or a client of the silos that share its store.</summary>
    /// <param name="builder">With the settings.</param>
    /// <param name="change">Puts other services in the place of some; for tests.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is wrong.</exception>
    public static WebApplication Build(WebApplicationBuilder builder, Action<IServiceCollection>? change = null)
    {
        builder.AddDefaultSettings(DefaultUrl, ClusterStore.None);
        if (ClusterStoreOptions.Read(builder.Configuration).Store == ClusterStore.None)
        {
            builder.AddAssistantHost();
        }
        else
        {
            builder.AddAssistantClient();
        }

        builder.AddGateway();
        change?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseGateway();
        return app;
    }

    private static void AddGateway(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.Configure<KestrelServerOptions>(static options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = JsonBody.BytesMax;
        });
        services.AddSettings<LimitOptions, GatewayOptionsValidator>(LimitOptions.Section);
        services.AddSettings<HttpOptions, GatewayOptionsValidator>(HttpOptions.Section);
        services.ConfigureHttpJsonOptions(static options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, GatewayJson.Context));
        services.AddHttpContextAccessor();
        services.AddGatewayAuthentication(builder.Configuration);
        services.AddApiDocument();
        services.AddSingleton<HintHub>();
        services.AddHostedService(static provider => provider.GetRequiredService<HintHub>());
        services.AddSingleton<EventFeed>();
        services.AddSingleton<OpenStreams>();
        services.AddSingleton<Profiles>();
        services.AddSingleton<AgentDirectory>();
        services.AddSingleton<AgentStandings>();
        services.Configure<ForwardedHeadersOptions>(options => TrustProxies(options, builder.Configuration.ReadSettings<HttpOptions>(HttpOptions.Section, new GatewayOptionsValidator())));
    }

    private static void UseGateway(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseSecurityHeaders();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<RequestAdmission>();
        app.UsePage();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGuests();
        app.MapMe();
        app.MapConversations();
        app.MapMessages();
        app.MapAgents();
        app.MapSkills();
        app.MapUserMessages();
        app.MapHealth();
        app.MapOpenApi("/openapi/{documentName}.json");
    }

    /// <summary>Nobody is believed who is not named: an address decides how many guests it may have.</summary>
    private static void TrustProxies(ForwardedHeadersOptions options, HttpOptions http)
    {
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        options.ForwardedHeaders = http.TrustedProxies.Length > 0 ? ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto : ForwardedHeaders.None;
        foreach (var proxy in http.TrustedProxies)
        {
            if (IPAddress.TryParse(proxy, out var address))
            {
                options.KnownProxies.Add(address);
            }
            else
            {
                options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
            }
        }
    }
}
