using System.Net;
using System.Net.Sockets;
using Concierge.Infrastructure.Webhooks.Network;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Hosting;

/// <summary>Tests create endpoints with any URL. Nothing of them leaves this machine: no name is resolved.</summary>
internal static class LoopbackWebhooks
{
    public static IWebHostBuilder KeepWebhooksOnLoopback(this IWebHostBuilder builder) => builder.ConfigureTestServices(
        services => services.AddSingleton(new GuardedConnector(
            new([IPNetwork.Parse("127.0.0.0/8")]), (_, _) => throw new SocketException((int)SocketError.HostNotFound))));
}
