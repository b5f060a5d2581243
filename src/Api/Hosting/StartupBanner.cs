using Concierge.Api.Authentication;
using Concierge.Infrastructure.Postgres;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Hosting;

/// <summary>Prints the addresses once the server listens: to the console in Development, otherwise to the log.</summary>
internal static partial class StartupBanner
{
    public static void Write(IServiceProvider services)
    {
        if (services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses is not { Count: > 0 } addresses)
        {
            return;
        }

        var location = services.GetRequiredService<IDatabase>().Location;
        if (services.GetRequiredService<IHostEnvironment>().IsDevelopment())
        {
            Console.WriteLine($"""

                Concierge is running.
                  Web   {addresses.First()}
                  API   {string.Join("  ", addresses)}  (and under /v1)
                  Docs  {addresses.First()}/docs
                  Data  {location}
                  {Access(services)}
                Ctrl-C stops it.

                """);
        }
        else
        {
            var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(StartupBanner));
            Running(logger, addresses, location);
        }
    }

    private static string Access(IServiceProvider services) => services.GetRequiredService<IOptions<AuthOptions>>().Value.AsksForCredentials
        ? "Callers must send Authorization: Bearer with a service key or a user token."
        : "Open to every caller that can reach it: Development mode requires no credentials.";

    [LoggerMessage(Level = LogLevel.Information, Message = "Concierge is running. API {Addresses}, data {Location}")]
    private static partial void Running(ILogger logger, ICollection<string> addresses, string location);
}
