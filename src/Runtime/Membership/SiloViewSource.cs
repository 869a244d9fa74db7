using System.Net;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.Placement;

namespace Orleans.Runtime.Membership;

/// <summary>For clients that know gateways and no table: silos tell them the view. One that is connected already is asked first, then the gateways of the configuration and of the last view in turn.</summary>
internal sealed class SiloViewSource(IOptions<StaticGatewayListProviderOptions> options) : IViewSource
{
    // A round trip; a silo that does not answer for so long is left for the next.
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(1);

    public async Task<ClusterView> ReadAsync(ClientRuntime client, CancellationToken cancellationToken)
    {
        if (client.Messages.AnyConnected() is { } connected)
        {
            var heard = client.NextView();
            Transport.MessageCenter.AskView(connected);
            await heard.WaitAsync(AnswerLimit, client.Services.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (heard.IsCompletedSuccessfully) return client.View;
        }

        List<string> failures = [];
        foreach (var endpoint in Gateways(client.View))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                var connection = await client.Messages.ConnectTo(endpoint);
                return connection.Peer.View ?? ClusterView.Empty;
            }
            catch (IOException failure)
            {
                failures.Add(failure.Message);
            }
        }

        throw new SiloUnavailableException($"The client reached no silo of its cluster: {string.Join(" ", failures)} Start a silo, or correct the gateways (UseLocalhostClustering, UseStaticClustering).");
    }

    public IDisposable? Watch(Action changed) => null;

    private IEnumerable<IPEndPoint> Gateways(ClusterView view) =>
        options.Value.Gateways.Select(static uri => new IPEndPoint(IPAddress.Parse(uri.Host), uri.Port))
            .Concat(view.Members.Where(static member => member.Gateway is not null).Select(static member => member.Gateway!.Endpoint))
            .Distinct();
}
