using Concierge.Application;

namespace Concierge.Api.Observability;

/// <summary>Address at which Prometheus gets the metrics: the setting <c>Metrics:Url</c>.</summary>
internal static class MetricsAddress
{
    private const string Setting = "Metrics:Url";

    /// <summary>Gets the address; null if Prometheus gets nothing.</summary>
    /// <exception cref="StartupException">The setting is not an address.</exception>
    public static BindingAddress? Of(IConfiguration configuration) =>
        configuration[Setting] is { Length: > 0 } url ? Parse(url) : null;

    private static BindingAddress Parse(string url)
    {
        try
        {
            if (BindingAddress.Parse(url) is { IsUnixPipe: false, IsNamedPipe: false, Port: > 0, PathBase: "" } address
                && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps))
            {
                return address;
            }
        }
        catch (FormatException)
        {
            // The message below says more.
        }

        throw new StartupException($"{Setting} must be an address with a port and without a path, such as http://127.0.0.1:9464.");
    }
}
