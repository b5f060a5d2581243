using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Concierge.Api.Tests.Telemetry;

/// <summary>
/// An OTLP/HTTP collector on the loopback interface. It keeps traces and metrics (opentelemetry-proto, trace.proto and metrics.proto).
/// </summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<byte[]> traces = [];
    private readonly ConcurrentQueue<byte[]> metrics = [];
    private readonly WebApplication app;

    private OtlpReceiver(WebApplication app) => this.app = app;

    /// <summary>What the program has to be told.</summary>
    public (string Name, string Value)[] Variables =>
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", app.Urls.Single()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "200"), ("OTEL_BSP_SCHEDULE_DELAY", "200"),
    ];

    /// <summary>Everything that was received, as it came.</summary>
    public IEnumerable<byte[]> Received => traces.Concat(metrics);

    public IReadOnlyList<Span> Spans =>
    [
        .. from request in traces
           from scope in new Protobuf(request).Messages(1, 2)
           from span in scope.Messages(2)
           select new Span(
               scope.Messages(1).Single().Text(1), span.Text(5), span.Hex(1), span.Hex(2), span.Hex(4), Attributes(span, 9)),
    ];

    public IReadOnlyList<Point> Points =>
    [
        .. from request in metrics
           from metric in new Protobuf(request).Messages(1, 2, 2)
           from gaugeOrSum in new[] { 5, 7, 9 }
           from point in metric.Messages(gaugeOrSum, 1)
           select gaugeOrSum == 9
               ? new Point(metric.Text(1), point.Bits(4)!.Value, Attributes(point, 9))
               : new Point(
                   metric.Text(1), point.Bits(4) is { } bits ? BitConverter.UInt64BitsToDouble(bits) : point.Bits(6)!.Value,
                   Attributes(point, 7)),
    ];

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.MapPost("/v1/traces", request => KeepAsync(request, receiver.traces));
        app.MapPost("/v1/metrics", request => KeepAsync(request, receiver.metrics));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static async Task KeepAsync(HttpContext context, ConcurrentQueue<byte[]> requests)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        requests.Enqueue(body.ToArray());
    }

    private static Dictionary<string, string> Attributes(Protobuf owner, int number) => owner.Messages(number).ToDictionary(
        pair => pair.Text(1),
        pair => pair.Messages(2).Single() is var value && value.Bits(3) is { } whole ? $"{whole}" : value.Text(1));
}

/// <summary>A span; without a parent, <paramref name="ParentId"/> is empty.</summary>
internal sealed record Span(
    string Source, string Name, string TraceId, string Id, string ParentId, IReadOnlyDictionary<string, string> Attributes);

/// <summary>A measurement; of a histogram, how many.</summary>
internal sealed record Point(string Metric, double Value, IReadOnlyDictionary<string, string> Attributes);
