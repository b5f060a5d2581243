using System.Net;

namespace Concierge.Api.Hosting;

/// <summary>Where the configuration has the web server listen.</summary>
internal static class ListenAddresses
{
    public static bool AreConfigured(IConfiguration configuration) => Configured(configuration).Any();

    /// <summary>The addresses that somebody on another machine could reach.</summary>
    public static IReadOnlyList<string> BeyondLoopback(IConfiguration configuration) =>
        [.. Configured(configuration).Where(address => !IsLoopback(address))];

    /// <summary>Where the web server answers programs of its own machine.</summary>
    public static Uri OnThisMachine(IConfiguration configuration)
    {
        var plain = Configured(configuration).Append(HostingSetup.DefaultUrl).First(address => address.StartsWith("http://", StringComparison.OrdinalIgnoreCase));
        var address = BindingAddress.Parse(plain);
        return new UriBuilder("http", address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "127.0.0.1" : address.Host, address.Port).Uri;
    }

    private static IEnumerable<string> Configured(IConfiguration configuration) =>
    [
        .. Split(configuration["urls"]),

        // A port alone means every address of the machine.
        .. Split(configuration["http_ports"]).Concat(Split(configuration["https_ports"])).Select(port => $"http://*:{port}"),
        .. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? ""),
    ];

    private static string[] Split(string? list) => list?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static bool IsLoopback(string address)
    {
        var host = BindingAddress.Parse(address).Host;
        return host == "localhost" || IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip);
    }
}
