using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Concierge.Api.Tests.Telemetry;

/// <summary>One answer of <c>/metrics</c>.</summary>
/// <param name="Text">The answer, in the text format of Prometheus.</param>
internal sealed partial record Scrape(string Text)
{
    /// <summary>Gets the samples: the names of their metrics and of their labels.</summary>
    public ILookup<string, string> Labels { get; } = (
        from line in Text.Split('\n')
        where line.Length > 0 && line[0] != '#'
        let sample = Sample().Match(line)
        from label in Label().Matches(sample.Groups["labels"].Value).Select(label => label.Groups[1].Value).Append("")
        select (Name: sample.Groups["name"].Value, label)).ToLookup(sample => sample.Name, sample => sample.label);

    public IEnumerable<string> Metrics => Labels.Select(metric => metric.Key);

    /// <summary>Reads the metrics as Prometheus 3 asks for them.</summary>
    /// <returns>Null if the connection was refused.</returns>
    public static async Task<Scrape?> ReadAsync(HttpClient program)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/metrics", UriKind.Relative));
        request.Headers.Add(
            "Accept",
            "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,"
            + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2");
        try
        {
            using var response = await program.SendAsync(request, TestContext.Current.CancellationToken);
            return response.StatusCode == HttpStatusCode.OK
                ? new(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
                : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>.*)\})? ")]
    private static partial Regex Sample();

    [GeneratedRegex(@"([a-zA-Z_][a-zA-Z0-9_]*)=""")]
    private static partial Regex Label();
}
