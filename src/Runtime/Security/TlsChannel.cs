using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Orleans.Connections.Security;

/// <summary>Puts TLS on a pipe.</summary>
internal sealed class TlsChannel(TlsOptions options, TimeProvider time, ILogger<TlsChannel> logger)
{
    private readonly CertificateFiles _files = new(options, logger);

    /// <exception cref="IOException">The silo's certificate is not accepted, it does not accept this process's, or it does not speak TLS. Nothing has been sent.</exception>
    public async Task<IDuplexPipe> AsClient(IDuplexPipe pipe, IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        var own = options.LocalClientCertificateSelector?.Invoke() ?? _files.Own() ?? options.LocalCertificate;
        var settings = new SslClientAuthenticationOptions
        {
            TargetHost = options.TargetHost ?? endpoint.Address.ToString(),
            ClientCertificates = own is null ? null : [own],
            EnabledSslProtocols = options.SslProtocols,
            CertificateRevocationCheckMode = options.CheckCertificateRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Accepts(certificate, chain, options.TargetHost is null ? errors & ~SslPolicyErrors.RemoteCertificateNameMismatch : errors, options.RemoteCertificateMode),
        };
        return await Authenticate(pipe, (stream, token) => stream.AuthenticateAsClientAsync(settings, token), $"the silo at {endpoint}", cancellationToken);
    }

    /// <exception cref="IOException">As for <see cref="AsClient"/>, of whoever connected.</exception>
    public async Task<IDuplexPipe> AsServer(IDuplexPipe pipe, EndPoint? peer)
    {
        var own = options.LocalServerCertificateSelector?.Invoke() ?? _files.Own() ?? options.LocalCertificate
            ?? throw new IOException("No certificate is configured for connections that come in (TlsOptions.LocalCertificate, CertificateFile).");
        var settings = new SslServerAuthenticationOptions
        {
            ServerCertificate = own,
            ClientCertificateRequired = options.ClientCertificateMode != RemoteCertificateMode.NoCertificate,
            EnabledSslProtocols = options.SslProtocols,
            CertificateRevocationCheckMode = options.CheckCertificateRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Accepts(certificate, chain, errors & ~SslPolicyErrors.RemoteCertificateNameMismatch, options.ClientCertificateMode),
        };
        return await Authenticate(pipe, (stream, token) => stream.AuthenticateAsServerAsync(settings, token), $"the peer {peer}", CancellationToken.None);
    }

    private async Task<IDuplexPipe> Authenticate(IDuplexPipe pipe, Func<SslStream, CancellationToken, Task> authenticate, string peer, CancellationToken cancellationToken)
    {
        var stream = new SslStream(new DuplexPipeStream(pipe), leaveInnerStreamOpen: false);
        using var limit = new CancellationTokenSource(options.HandshakeTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await authenticate(stream, either.Token);
            return new TlsPipe(stream, pipe);
        }
        catch (Exception failure)
        {
            await stream.DisposeAsync();
            if (pipe is IAsyncDisposable disposable) await disposable.DisposeAsync();
            throw failure switch
            {
                AuthenticationException => new IOException($"TLS with {peer} failed: {failure.Message} Both sides need TLS (UseTls) and certificates that the other trusts and that have not expired.", failure),
                OperationCanceledException when limit.IsCancellationRequested => new IOException($"TLS with {peer} was not agreed on within {options.HandshakeTimeout.TotalSeconds:0.#} s (TlsOptions.HandshakeTimeout). Does it speak TLS?", failure),
                IOException => new IOException($"TLS with {peer} failed: {failure.Message} If it does not use TLS, configure it on both sides or on neither.", failure),
                _ => failure,
            };
        }
    }

    private bool Accepts(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, RemoteCertificateMode mode)
    {
        if (certificate is null) return mode != RemoteCertificateMode.RequireCertificate;
        using var shown = new X509Certificate2(certificate);
        if (options.RemoteCertificateValidation is { } validate) return validate(shown, chain, errors);
        if (_files.Authorities() is not { } authorities) return errors == SslPolicyErrors.None;
        if ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None) return false;
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(authorities);
        own.ChainPolicy.RevocationMode = options.CheckCertificateRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck;
        if (chain is not null) own.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        return own.Build(shown);
    }

    /// <summary>The pipes of an encrypted stream.</summary>
    private sealed class TlsPipe(SslStream stream, IDuplexPipe inner) : IDuplexPipe, IAsyncDisposable
    {
        public PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));

        public PipeWriter Output { get; } = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));

        public async ValueTask DisposeAsync()
        {
            await stream.DisposeAsync();
            if (inner is IAsyncDisposable disposable) await disposable.DisposeAsync();
        }
    }
}
