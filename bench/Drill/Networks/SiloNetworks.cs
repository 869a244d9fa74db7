using System.ComponentModel;
using System.Diagnostics;

namespace OrleansAgents.Drill.Networks;

/// <summary>
/// A network namespace for each silo, with two cables: one to the bridge where silos and clients meet, one to the bridge with the database. The drill itself sits at both bridges. Pulling a cable drops packets silently, as a broken switch does;
/// no connection is told.
/// </summary>
/// <remarks>Addresses are of the range that is set apart for measurements of networks (RFC 2544), names have the drill's process number, so that two drills can run at once.</remarks>
internal sealed class SiloNetworks : IAsyncDisposable
{
    private readonly string _prefix = $"dr{Environment.ProcessId}";
    private readonly int _subnet = Environment.ProcessId % 250;
    private readonly int _silos;

    private SiloNetworks(int silos) => _silos = silos;

    /// <summary>Where the database listens.</summary>
    public string StoreAddress => $"198.19.{_subnet}.1";

    /// <summary>From where silos come to the database.</summary>
    public string StoreNetwork => $"198.19.{_subnet}.0/24";

    /// <summary>The namespace and the address of each silo.</summary>
    public IReadOnlyList<(string Name, string Address)> Silos => [.. Enumerable.Range(1, _silos).Select(number => (Namespace(number), $"198.18.{_subnet}.{10 + number}"))];

    private string ClusterBridge => $"{_prefix}c";

    private string StoreBridge => $"{_prefix}s";

    /// <exception cref="NotPossibleException">The machine does not allow it.</exception>
    public static async Task<SiloNetworks> CreateAsync(int silos)
    {
        SiloNetworks networks = new(silos);
        try
        {
            await networks.AddBridgeAsync(networks.ClusterBridge, $"198.18.{networks._subnet}.1/24");
            await networks.AddBridgeAsync(networks.StoreBridge, $"{networks.StoreAddress}/24");
            for (var number = 1; number <= silos; number++)
            {
                await IpAsync("netns", "add", networks.Namespace(number));
                await IpAsync("-n", networks.Namespace(number), "link", "set", "lo", "up");
                await networks.AddCableAsync(networks.ClusterBridge, number, $"198.18.{networks._subnet}.{10 + number}/24");
                await networks.AddCableAsync(networks.StoreBridge, number, $"198.19.{networks._subnet}.{10 + number}/24");
            }

            return networks;
        }
        catch
        {
            await networks.DisposeAsync();
            throw;
        }
    }

    /// <summary>Pulls a silo's cables.</summary>
    public async Task CutAsync(int silo, bool fromStore)
    {
        await IpAsync("link", "set", Cable(ClusterBridge, silo), "nomaster");
        if (fromStore)
        {
            await IpAsync("link", "set", Cable(StoreBridge, silo), "nomaster");
        }
    }

    /// <summary>Plugs them in again.</summary>
    public async Task HealAsync(int silo)
    {
        await IpAsync("link", "set", Cable(ClusterBridge, silo), "master", ClusterBridge);
        await IpAsync("link", "set", Cable(StoreBridge, silo), "master", StoreBridge);
    }

    /// <summary>Takes away what is there; cables end with the namespaces.</summary>
    public async ValueTask DisposeAsync()
    {
        string[][] commands =
        [
            .. Enumerable.Range(1, _silos).Select(number => new[] { "netns", "delete", Namespace(number) }),
            ["link", "delete", ClusterBridge],
            ["link", "delete", StoreBridge],
        ];
        foreach (var command in commands)
        {
            try
            {
                await IpAsync(command);
            }
            catch (NotPossibleException)
            {
                // It had not been made.
            }
        }
    }

    private string Namespace(int silo) => $"{_prefix}-{silo}";

    private static string Cable(string bridge, int silo) => $"{bridge}{silo}";

    private async Task AddBridgeAsync(string name, string address)
    {
        // A bridge without an address of its own takes that of one of its ports. What comes out of that cable once it is pulled would still be addressed to this machine, and the kernel would take it: the cut would be one-way for one silo.
        await IpAsync("link", "add", name, "address", $"02:00:00:00:{_subnet:x2}:{(name == ClusterBridge ? 1 : 2):x2}", "type", "bridge", "forward_delay", "0");
        await IpAsync("address", "add", address, "dev", name);
        await IpAsync("link", "set", name, "up");
    }

    private async Task AddCableAsync(string bridge, int silo, string address)
    {
        var far = bridge == ClusterBridge ? "cluster" : "store";
        await IpAsync("link", "add", Cable(bridge, silo), "type", "veth", "peer", "name", far, "netns", Namespace(silo));
        await IpAsync("link", "set", Cable(bridge, silo), "master", bridge, "up");
        await IpAsync("-n", Namespace(silo), "address", "add", address, "dev", far);
        await IpAsync("-n", Namespace(silo), "link", "set", far, "up");
    }

    private static async Task IpAsync(params string[] arguments)
    {
        ProcessStartInfo start = new("ip", arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var error = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
            {
                throw new NotPossibleException($"'ip {string.Join(' ', arguments)}' ended with {process.ExitCode}: {error.Trim()}{await output}");
            }
        }
        catch (Win32Exception missing)
        {
            throw new NotPossibleException($"'ip' cannot be started ({missing.Message}); 'apt-get install iproute2' installs it.");
        }
    }
}

/// <summary>This machine, or this user's rights, do not allow a drill; nothing has been measured.</summary>
internal sealed class NotPossibleException(string message) : Exception(message);
