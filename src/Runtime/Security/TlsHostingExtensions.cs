using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Connections.Security;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Secures the connections of silos and clients.</summary>
public static class OrleansConnectionSecurityHostingExtensions
{
    /// <summary>TLS with a certificate of this machine's store.</summary>
    public static ISiloBuilder UseTls(this ISiloBuilder builder, StoreName storeName, string subject, bool allowInvalid, StoreLocation location, Action<TlsOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Add(builder.Services, FromStore(storeName, subject, allowInvalid, location, configureOptions));
        return builder;
    }

    /// <summary>TLS with this certificate.</summary>
    public static ISiloBuilder UseTls(this ISiloBuilder builder, X509Certificate2 certificate, Action<TlsOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Add(builder.Services, With(certificate, configureOptions));
        return builder;
    }

    /// <inheritdoc cref="UseTls(ISiloBuilder, X509Certificate2, Action{TlsOptions})"/>
    public static ISiloBuilder UseTls(this ISiloBuilder builder, X509Certificate2 certificate) => builder.UseTls(certificate, static _ => { });

    /// <summary>TLS with the certificates that the options name.</summary>
    public static ISiloBuilder UseTls(this ISiloBuilder builder, Action<TlsOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Add(builder.Services, configureOptions);
        return builder;
    }

    /// <inheritdoc cref="UseTls(ISiloBuilder, StoreName, string, bool, StoreLocation, Action{TlsOptions})"/>
    public static IClientBuilder UseTls(this IClientBuilder builder, StoreName storeName, string subject, bool allowInvalid, StoreLocation location, Action<TlsOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Add(builder.Services, FromStore(storeName, subject, allowInvalid, location, configureOptions));
        return builder;
    }

    /// <inheritdoc cref="UseTls(ISiloBuilder, X509Certificate2, Action{TlsOptions})"/>
    public static IClientBuilder UseTls(this IClientBuilder builder, X509Certificate2 certificate, Action<TlsOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Add(builder.Services, With(certificate, configureOptions));
        return builder;
    }

    /// <inheritdoc cref="UseTls(ISiloBuilder, X509Certificate2, Action{TlsOptions})"/>
    public static IClientBuilder UseTls(this IClientBuilder builder, X509Certificate2 certificate) => builder.UseTls(certificate, static _ => { });

    /// <inheritdoc cref="UseTls(ISiloBuilder, Action{TlsOptions})"/>
    public static IClientBuilder UseTls(this IClientBuilder builder, Action<TlsOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Add(builder.Services, configureOptions);
        return builder;
    }

    /// <summary>Connections only with nodes that know this secret: 16 characters or more, the same on every silo and client of the cluster.</summary>
    public static ISiloBuilder UseClusterSecret(this ISiloBuilder builder, string secret) => builder.Configure<ClusterSecurityOptions>(options => options.Secret = secret);

    /// <inheritdoc cref="UseClusterSecret(ISiloBuilder, string)"/>
    public static IClientBuilder UseClusterSecret(this IClientBuilder builder, string secret) => builder.Configure<ClusterSecurityOptions>(options => options.Secret = secret);

    private static Action<TlsOptions> With(X509Certificate2 certificate, Action<TlsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(configure);
        if (!certificate.HasPrivateKey) throw new ArgumentException($"The certificate '{certificate.Subject}' has no private key, so this process cannot show that it is its own. Load it with its key.", nameof(certificate));
        return options =>
        {
            options.LocalCertificate = certificate;
            configure(options);
        };
    }

    private static Action<TlsOptions> FromStore(StoreName storeName, string subject, bool allowInvalid, StoreLocation location, Action<TlsOptions> configure)
    {
        using var store = new X509Store(storeName, location);
        store.Open(OpenFlags.ReadOnly);
        var found = store.Certificates.Find(X509FindType.FindBySubjectName, subject, validOnly: !allowInvalid).FirstOrDefault(static certificate => certificate.HasPrivateKey)
            ?? throw new InvalidOperationException($"The store {storeName} of {location} has no {(allowInvalid ? "" : "valid ")}certificate with a private key for the subject '{subject}'.");
        return With(found, configure);
    }

    private static void Add(IServiceCollection services, Action<TlsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new TlsOptions();
        configure(options);
        if (options is { LocalCertificate: null, CertificateFile: null, LocalServerCertificateSelector: null, LocalClientCertificateSelector: null })
        {
            throw new OrleansConfigurationException("UseTls was given no certificate. Set TlsOptions.LocalCertificate, or CertificateFile and KeyFile.");
        }

        services.Replace(ServiceDescriptor.Singleton(options));
        services.TryAddSingleton(static provider => new TlsChannel(provider.GetRequiredService<TlsOptions>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<TlsChannel>>()));
    }
}
