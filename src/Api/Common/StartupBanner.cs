using Concierge.Application.Common;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Concierge.Api.Common;

/// <summary>Says on the console, once the server listens, where everything is.</summary>
internal static class StartupBanner
{
    public static void Write(IServiceProvider services)
    {
        if (services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses is { Count: > 0 } addresses)
        {
            Console.WriteLine($"""

                Concierge is running.
                  API   {string.Join("  ", addresses)}  (and under /v1)
                  Docs  {addresses.First()}/docs
                  Data  {services.GetRequiredService<IDatabase>().Location}
                  Open to every caller that can reach it: Development mode asks for no credentials.
                Ctrl-C stops it.

                """);
        }
    }
}
