using System.Globalization;
using System.Net;
using Concierge.Api.Observability;
using Concierge.Application;

namespace Concierge.Api.Hosting;

/// <summary>
/// Addresses of the API, with Kestrel's precedence: <c>Kestrel:Endpoints</c>, then <c>urls</c>, then <c>http_ports</c> and
/// <c>https_ports</c> (https://learn.microsoft.com/en-us/aspnet/core/fundamentals/servers/kestrel/endpoints). Kestrel warns about those
/// that it ignores.
/// </summary>
internal static class ListenAddresses
{
    public const string Default = "http://127.0.0.1:8000";

    public static bool AreConfigured(IConfiguration configuration) => Configured(configuration).Length > 0;

    public static IReadOnlyList<string> Of(IConfiguration configuration) =>
        Configured(configuration) is not { Length: > 0 } configured ? [Default]
        : MetricsAddress.Of(configuration) is { } metrics ? [.. configured.Where(url => !HasPortOf(url, metrics))]
        : configured;

    /// <summary>Makes the web server also listen on the address of the metrics.</summary>
    /// <exception cref="StartupException">The API has this port.</exception>
    public static void Add(IConfiguration configuration, BindingAddress metrics)
    {
        var configured = Configured(configuration);
        if (configured.Any(url => HasPortOf(url, metrics)))
        {
            throw new StartupException($"Metrics:Url must have a port of its own; the API has {metrics.Port}.");
        }

        if (HasEndpoints(configuration))
        {
            configuration["Kestrel:Endpoints:Metrics:Url"] = $"{metrics}";
        }
        else
        {
            configuration["urls"] = string.Join(';', configured.Append($"{metrics}"));

            // They are among the URLs now; Kestrel would warn that it ignores them.
            configuration["http_ports"] = configuration["https_ports"] = null;
        }
    }

    public static bool HasPortOf(string url, BindingAddress metrics) => BindingAddress.Parse(url).Port == metrics.Port;

    /// <summary>Gets the addresses that other machines can reach.</summary>
    public static IReadOnlyList<string> BeyondLoopback(IConfiguration configuration) =>
        [.. Of(configuration).Select(BindingAddress.Parse)
            .Where(address => !address.IsUnixPipe && !IsLoopback(address)).Select(address => $"{address}")];

    /// <summary>Gets an address at which the web server answers this machine, plain HTTP if there is one; null if there is none.</summary>
    public static Uri? OnThisMachine(IConfiguration configuration) => Of(configuration)
        .Select(BindingAddress.Parse)
        .Where(address => address is { IsUnixPipe: false, IsNamedPipe: false, Port: > 0 })
        .OrderBy(address => address.Scheme == Uri.UriSchemeHttps)
        .Select(address => new UriBuilder(address.Scheme, HostToAsk(address), address.Port).Uri)
        .FirstOrDefault();

    private static bool HasEndpoints(IConfiguration configuration) => configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();

    private static string[] Configured(IConfiguration configuration)
    {
        string[] endpoints = [.. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? "")];
        var urls = Split(configuration["urls"]);
        return endpoints.Length > 0
            ? endpoints
            : urls.Length > 0 ? urls : [.. Ports(configuration, "http"), .. Ports(configuration, "https")];
    }

    /// <summary>Gets the addresses of the ports of a scheme: every address of the machine.</summary>
    private static IEnumerable<string> Ports(IConfiguration configuration, string scheme) =>
        Split(configuration[$"{scheme}_ports"]).Select(port => string.Create(CultureInfo.InvariantCulture, $"{scheme}://*:{port}"));

    private static string[] Split(string? list) =>
        list?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static bool IsLoopback(BindingAddress address) =>
        IsLocalhost(address.Host) || TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip);

    /// <summary>
    /// Gets the host to connect to. Kestrel binds a host that is neither an IP address nor localhost to every address of the machine.
    /// </summary>
    private static string HostToAsk(BindingAddress address) =>
        IsLocalhost(address.Host) || TryParse(address.Host, out var ip)
            && !ip.Equals(IPAddress.Any) && !ip.Equals(IPAddress.IPv6Any) ? address.Host : "127.0.0.1";

    private static bool IsLocalhost(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    private static bool TryParse(string host, out IPAddress ip) => IPAddress.TryParse(host.Trim('[', ']'), out ip!);
}
