using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Concierge.Api.Tests.Processes;

namespace Concierge.Api.Tests.Telemetry;

/// <summary>What Prometheus gets, and whether the alert rules and the dashboard ask for nothing else.</summary>
[Collection<TelemetryRun>]
public sealed partial class PrometheusTests(TelemetryExportTests.Run run)
{
    /// <summary>Labels that Prometheus adds.</summary>
    private static readonly string[] OfPrometheus = ["job", "instance"];

    [Fact]
    public void AlertRules_Always_AskForMetricsAndLabelsThatExist() =>
        ExpectAllExist(11, Rule().Matches(Read("deploy/prometheus/alerts.yml")).Select(rule => rule.Groups["expr"].Value));

    [Fact]
    public void OperationsPage_Always_AsksForMetricsAndLabelsThatExist() =>
        ExpectAllExist(7, Row().Matches(Read("docs/operations.md")).Select(row => row.Groups["expr"].Value));

    [Fact]
    public void Dashboard_Always_AsksForMetricsAndLabelsThatExist() => ExpectAllExist(20, Expressions(Dashboard()));

    [Fact]
    public void Dashboard_Always_HasPanelsThatDoNotOverlap()
    {
        var panels = Dashboard()["panels"]!.AsArray().Select(panel => panel!["gridPos"]!)
            .Select(place => (X: (int)place["x"]!, Y: (int)place["y"]!, W: (int)place["w"]!, H: (int)place["h"]!)).ToList();

        var cells = panels.SelectMany(panel =>
            from x in Enumerable.Range(panel.X, panel.W)
            from y in Enumerable.Range(panel.Y, panel.H)
            select (x, y)).ToList();
        Assert.Equal(cells.Count, cells.Distinct().Count());
        Assert.InRange(cells.Max(cell => cell.x), 0, 23);
    }

    [Fact]
    public void Metrics_OfPrometheus_NameTheVersion() =>
        Assert.Contains($"service_version=\"{Observability.ProductVersion.Text}\"", run.Scrape.Text, StringComparison.Ordinal);

    [Fact]
    public void PortOfMetrics_Always_ServesNothingElse() =>
        Assert.All(run.BesideMetrics, status => Assert.Equal(HttpStatusCode.NotFound, status));

    [Fact]
    public void Banner_WithMetrics_NamesTheAddressOfTheApiOnly() =>
        Assert.Matches(@"(?m)^  API   http://127\.0\.0\.1:\d+  \(and under /v1\)$", run.Console);

    [Theory]
    [InlineData("9464")]
    [InlineData("127.0.0.1:9464")]
    [InlineData("ftp://127.0.0.1:9464")]
    [InlineData("http://127.0.0.1:9464/metrics")]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://unix:/run/metrics.sock")]
    public Task Start_WithInvalidAddress_SaysWhatItMustBe(string url) => ExpectRefusalAsync(
        "Metrics:Url must be an address with a port and without a path, such as http://127.0.0.1:9464.", $"--Metrics:Url={url}");

    [Theory]
    [InlineData("--urls=http://127.0.0.1:9464")]
    [InlineData("--http_ports=9464")]
    [InlineData("--Kestrel:Endpoints:Own:Url=http://127.0.0.1:9464")]
    public Task Start_WithPortOfTheApi_IsRefused(string setting) => ExpectRefusalAsync(
        "Metrics:Url must have a port of its own; the API has 9464.", "--Metrics:Url=http://127.0.0.1:9464", setting);

    private static async Task ExpectRefusalAsync(string expected, params string[] settings)
    {
        await using var program = InProcessProgram.StartWith(settings);

        var (code, _, errors) = await program.ExitAsync();

        Assert.Equal((1, expected), (code, errors.ExpectOneReadableLine()));
    }

    private void ExpectAllExist(int least, IEnumerable<string> expressions)
    {
        var all = expressions.ToList();
        Assert.InRange(all.Count, least, int.MaxValue);
        Assert.Empty(all.SelectMany(MetricsIn).Except(run.Scrape.Metrics));
        Assert.Empty(
            from expression in all
            from selector in Selector().Matches(expression)
            from label in Matcher().Matches(selector.Groups["labels"].Value).Select(label => label.Groups[1].Value)
            where !run.Scrape.Labels[selector.Groups["metric"].Value].Concat(OfPrometheus).Contains(label)
            select $"{label} in {expression}");
        Assert.Empty(
            all.SelectMany(expression => Grouping().Matches(expression))
                .SelectMany(grouping => grouping.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries))
                .Except(run.Scrape.Labels.SelectMany(labels => labels)).Except(OfPrometheus));
    }

    /// <summary>Finds the metrics of an expression: names that are no functions, outside selectors, groupings and ranges.</summary>
    private static IEnumerable<string> MetricsIn(string expression) =>
        Name().Matches(NotMetric().Replace(expression, " ")).Select(name => name.Value);

    private static JsonNode Dashboard() => JsonNode.Parse(Read("deploy/grafana/concierge.json"))!;

    private static IEnumerable<string> Expressions(JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(member =>
            member is { Key: "expr", Value: { } expression } ? [(string)expression!] : member.Value is { } value ? Expressions(value) : []),
        JsonArray items => items.SelectMany(item => Expressions(item!)),
        _ => [],
    };

    private static string Read(string path, [CallerFilePath] string thisFile = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", path));

    /// <summary>An expression of an alert rule: the rest of the line, or the indented lines below.</summary>
    [GeneratedRegex(@"^ +expr: (>-\n(?<expr>( {10,}.*\n)+)|(?<expr>.*))", RegexOptions.Multiline)]
    private static partial Regex Rule();

    /// <summary>A row of the table of alerts.</summary>
    [GeneratedRegex(@"^\| [^|]+ \| `(?<expr>[^`]*\[\d+m\][^`]*)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"""[^""]*""|\{[^}]*\}|\[[^\]]*\]|\b(by|without)\s*\([^)]*\)")]
    private static partial Regex NotMetric();

    [GeneratedRegex(@"\b[a-z][a-z0-9]*(_[a-z0-9]+)+\b(?!\s*\()")]
    private static partial Regex Name();

    [GeneratedRegex(@"(?<metric>[a-z][a-z0-9_]+)\{(?<labels>[^}]*)\}")]
    private static partial Regex Selector();

    [GeneratedRegex(@"([a-z_]+)\s*(=~|!~|!=|=)\s*""")]
    private static partial Regex Matcher();

    [GeneratedRegex(@"\b(by|without)\s*\((?<labels>[^)]*)\)")]
    private static partial Regex Grouping();
}
