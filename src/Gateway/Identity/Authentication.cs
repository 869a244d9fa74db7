using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OrleansAgents.Silo;

namespace OrleansAgents.Gateway;

/// <summary>
/// Who may do what. Tokens of this installation and of the configured issuer stand side by side: the token's own issuer chooses which keys it is held against,
/// so that neither can speak for the other.
/// </summary>
internal static class Authentication
{
    private const string Local = "local";
    private const string External = "external";
    private const string ByIssuer = "by-issuer";

    /// <summary>Clocks of two machines differ by less.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    public static void AddGatewayAuthentication(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<AuthOptions, GatewayOptionsValidator>(AuthOptions.Section);
        services.AddSettings<GuestOptions, GatewayOptionsValidator>(GuestOptions.Section);
        services.AddSingleton(static provider => LocalKey.Open(provider.GetRequiredService<IOptions<DataOptions>>().Value.KeysFolder));
        services.AddSingleton<LocalTokens>();
        services.AddSingleton<GuestRate>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, RefusalWriter>();
        var external = configuration.ReadSettings<AuthOptions>(AuthOptions.Section, new GatewayOptionsValidator());
        var authentication = services.AddAuthentication(ByIssuer).AddJwtBearer(Local, static _ => { });
        services.AddOptions<JwtBearerOptions>(Local).Configure<LocalKey>(static (options, key) => ConfigureLocal(options, key));
        if (external.Authority.Length > 0)
        {
            authentication.AddJwtBearer(External, options => ConfigureExternal(options, external));
        }

        authentication.AddPolicyScheme(ByIssuer, null, options =>
            options.ForwardDefaultSelector = context => external.Authority.Length > 0 && IssuerOf(context) is { } issuer && issuer != TokenClaims.LocalIssuer ? External : Local);
        services.AddAuthorization(static options =>
        {
            foreach (var scope in Scopes.All)
            {
                options.AddPolicy(scope, policy => policy.RequireAuthenticatedUser().AddRequirements(new ScopeRequirement(scope)));
            }
        });
        services.AddSingleton<IAuthorizationHandler, ScopeHandler>();
    }

    /// <summary>The token of a request; null if there is none.</summary>
    public static string? TokenOf(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && header.Length > Scheme.Length ? header[Scheme.Length..].Trim() : null;
    }

    private static void ConfigureLocal(JwtBearerOptions options, LocalKey key)
    {
        options.MapInboundClaims = false;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = TokenClaims.LocalIssuer,
            ValidAudience = TokenClaims.LocalIssuer,
            IssuerSigningKey = key.SecurityKey,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ClockSkew = ClockSkew,
        };
        options.Events = Events(TokenClaims.Tenant, absentTenant: null);
    }

    private static void ConfigureExternal(JwtBearerOptions options, AuthOptions external)
    {
        options.MapInboundClaims = false;
        options.Authority = external.Authority;
        options.Audience = external.Audience;
        options.RequireHttpsMetadata = !external.AllowHttpAuthority;
        options.TokenValidationParameters.ClockSkew = ClockSkew;
        options.TokenValidationParameters.ValidAlgorithms =
        [
            SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256,
            SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
        ];
        options.Events = Events(external.TenantClaim, external.Tenant);
    }

    /// <summary>Keeps what comes of a token: the caller, or why there is none. The framework keeps only the first.</summary>
    private static JwtBearerEvents Events(string tenantClaim, string? absentTenant) => new()
    {
        OnAuthenticationFailed = static context =>
        {
            context.HttpContext.Features.Set(new TokenFailure(context.Exception));
            return Task.CompletedTask;
        },
        OnTokenValidated = context =>
        {
            try
            {
                context.HttpContext.Features.Set(Caller.From(context.Principal!, tenantClaim, absentTenant));
            }
            catch (TokenClaimsException problem)
            {
                context.HttpContext.Features.Set(new TokenFailure(problem));
                context.Fail(problem);
            }

            return Task.CompletedTask;
        },
    };

    private static string? IssuerOf(HttpContext context)
    {
        try
        {
            return TokenOf(context.Request) is { } token ? new JsonWebToken(token).Issuer : null;
        }
        catch (Exception problem) when (problem is ArgumentException or SecurityTokenException)
        {
            // The local scheme says what is wrong with it.
            return null;
        }
    }

    private sealed record TokenFailure(Exception Reason);

    private sealed record ScopeRequirement(string Scope) : IAuthorizationRequirement;

    private sealed class ScopeHandler(IHttpContextAccessor accessor) : AuthorizationHandler<ScopeRequirement>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
        {
            if ((context.Resource as HttpContext ?? accessor.HttpContext)?.Features.Get<Caller>() is { } caller && caller.Scopes.Contains(requirement.Scope))
            {
                context.Succeed(requirement);
            }

            return Task.CompletedTask;
        }
    }

    /// <summary>Answers refused requests with problems instead of empty bodies.</summary>
    private sealed class RefusalWriter(IOptions<AuthOptions> external) : IAuthorizationMiddlewareResultHandler
    {
        public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
        {
            if (authorizeResult.Succeeded)
            {
                return next(context);
            }

            if (authorizeResult.Challenged)
            {
                context.Response.Headers.WWWAuthenticate = "Bearer";
                var token = TokenOf(context.Request);
                var failure = context.Features.Get<TokenFailure>()?.Reason;
                var audience = IssuerOf(context) is { } issuer && issuer != TokenClaims.LocalIssuer && external.Value.Audience is { Length: > 0 } configured ? configured : TokenClaims.LocalIssuer;
                return TokenRefusal.Of(failure, token, audience).ExecuteAsync(context);
            }

            var needed = policy.Requirements.OfType<ScopeRequirement>().FirstOrDefault()?.Scope;
            return new Problem(
                StatusCodes.Status403Forbidden, "scope", $"The token has scope '{string.Join(' ', Caller.Of(context).Scopes)}'; {context.Request.Path} needs '{needed}'.").ExecuteAsync(context);
        }
    }
}
