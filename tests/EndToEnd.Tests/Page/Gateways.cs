using System.Globalization;
using OrleansAgents.EndToEnd.Tests.Support;

namespace OrleansAgents.EndToEnd.Tests.Page;

/// <summary>The processes that the page is tried against: one with the built-in agents, one with an agent that the tests hold and release.</summary>
public sealed class Gateways : IAsyncLifetime
{
    internal GatewayProcess Assistant { get; private set; } = null!;

    internal GatewayProcess Echo { get; private set; } = null!;

    /// <summary>A time zone in which it is about ten in the morning, so that "tonight at seven" lies ahead whenever the tests run.</summary>
    internal static string MorningZone
    {
        get
        {
            var hours = 10 - DateTime.UtcNow.Hour;
            hours = hours < -12 ? hours + 24 : hours;

            // The sign of these names is the other way round.
            return hours == 0 ? "Etc/GMT" : string.Create(CultureInfo.InvariantCulture, $"Etc/GMT{(hours > 0 ? "-" : "+")}{Math.Abs(hours)}");
        }
    }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Assistant = await GatewayProcess.StartAsync(ownAgents: false);
        Echo = await GatewayProcess.StartAsync();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await Echo.DisposeAsync();
        await Assistant.DisposeAsync();
    }
}
