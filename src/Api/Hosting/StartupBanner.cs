using Concierge.Api.Authentication;
using Concierge.Api.Observability;
using Concierge.Infrastructure.Postgres;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Hosting;

/// <summary>
/// Prints the addresses once the server listens: to the console in Development, otherwise to the log. Logs when the program stops.
/// </summary>
internal static partial class StartupBanner
{
    public static void Write(IServiceProvider services)
    {
        if (services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses is not { Count: > 0 } all)
        {
            return;
        }

        var metrics = MetricsAddress.Of(services.GetRequiredService<IConfiguration>());
        List<string> addresses = [.. all.Where(address => metrics is null || !ListenAddresses.HasPortOf(address, metrics))];
        var location = services.GetRequiredService<IDatabase>().Location;
        if (services.GetRequiredService<IHostEnvironment>().IsDevelopment())
        {
            Console.WriteLine($"""

                Concierge {ProductVersion.Text} is running.
                  Web   {addresses[0]}
                  API   {string.Join("  ", addresses)}  (and under /v1)
                  Docs  {addresses[0]}/docs
                  Data  {location}
                  {Access(services)}
                Ctrl-C stops it.

                """);
        }
        else
        {
            var logger = LoggerOf(services);
            Running(logger, ProductVersion.Text, addresses, location);
        }
    }

    public static void WriteStopping(IServiceProvider services)
    {
        var logger = LoggerOf(services);
        var limit = services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;
        Stopping(logger, limit);
    }

    public static void WriteStopped(IServiceProvider services)
    {
        var logger = LoggerOf(services);
        Stopped(logger);
    }

    private static ILogger LoggerOf(IServiceProvider services) =>
        services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(StartupBanner));

    private static string Access(IServiceProvider services) => services.GetRequiredService<IOptions<AuthOptions>>().Value.AsksForCredentials
        ? "Callers must send Authorization: Bearer with a service key or a user token."
        : "Open to every caller that can reach it: Development mode requires no credentials.";

    [LoggerMessage(Level = LogLevel.Information, Message = "Concierge {Version} is running. API {Addresses}, data {Location}")]
    private static partial void Running(ILogger logger, string version, IReadOnlyList<string> addresses, string location);

    [LoggerMessage(Level = LogLevel.Information, Message = "Concierge is stopping. What runs may take {Limit}")]
    private static partial void Stopping(ILogger logger, TimeSpan limit);

    [LoggerMessage(Level = LogLevel.Information, Message = "Concierge has stopped")]
    private static partial void Stopped(ILogger logger);
}
