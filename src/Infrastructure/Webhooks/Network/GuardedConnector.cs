using System.Net;
using System.Net.Sockets;

namespace Concierge.Infrastructure.Webhooks.Network;

/// <summary>
/// Opens connections for webhooks. Resolves the host, filters its addresses, and connects to one that it checked: a name that resolves to
/// another address a moment later changes nothing.
/// </summary>
/// <param name="addresses">The addresses that may be reached.</param>
/// <param name="resolve">Resolves a name.</param>
internal sealed class GuardedConnector(
    OutboundAddresses addresses, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    public GuardedConnector(OutboundAddresses addresses)
        : this(addresses, Dns.GetHostAddressesAsync)
    {
    }

    /// <summary>
    /// Creates the handler of the HTTP client. It neither follows redirects nor uses a proxy, which could reach other hosts.
    /// </summary>
    public SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        MaxResponseHeadersLength = 16,
        ActivityHeadersPropagator = null,
        ConnectCallback = ConnectAsync,
    };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host.TrimEnd('.');

        // A literal is not resolved: for 0.0.0.0, the resolver throws ArgumentException.
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellationToken);
        var allowed = found.Where(addresses.Allow).ToList();
        for (var i = 0; i < allowed.Count; i++)
        {
            try
            {
                return await ConnectAsync(new IPEndPoint(allowed[i], context.DnsEndPoint.Port), cancellationToken);
            }
            catch (SocketException) when (i < allowed.Count - 1)
            {
                // The next address may answer.
            }
        }

        throw new AddressNotAllowedException();
    }

    private static async Task<Stream> ConnectAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
