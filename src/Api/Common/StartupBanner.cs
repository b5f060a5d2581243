using Concierge.Api.Access;
using Concierge.Application.Common;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

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
                  {Access(services)}
                Ctrl-C stops it.

                """);
        }
    }

    private static string Access(IServiceProvider services) => services.GetRequiredService<IOptions<AuthOptions>>().Value.AsksForCredentials
        ? "Callers send Authorization: Bearer with a service key or a user's token."
        : "Open to every caller that can reach it: Development mode asks for no credentials.";
}
