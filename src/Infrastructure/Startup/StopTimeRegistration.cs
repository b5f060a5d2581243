using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Concierge.Infrastructure.Startup;

public static class StopTimeRegistration
{
    /// <summary>Time for the parts whose stop time is short and not configurable.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    /// <summary>Adds the stop time of one part.</summary>
    public static IServiceCollection AddStopTime(this IServiceCollection services, Func<IServiceProvider, TimeSpan> time) =>
        services.AddSingleton(provider => new StopTime(time(provider)));

    /// <summary>Sets the host's time limit to the sum of all stop times, because hosted services stop one after another.</summary>
    public static IServiceCollection AddShutdownTimeout(this IServiceCollection services)
    {
        services.AddOptions<HostOptions>().Configure<IEnumerable<StopTime>>((host, parts) =>
            host.ShutdownTimeout = parts.Aggregate(Margin, (sum, part) => sum + part.Value));
        return services;
    }
}
