using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Processes;
using Concierge.Api.Tests.Sms;
using Concierge.Api.Tests.Webhooks;
using Npgsql;

namespace Concierge.Api.Tests.Telemetry;

/// <summary>What a collector and the console get of one run of the program, and what they do not.</summary>
[Collection<TelemetryRun>]
public sealed partial class TelemetryExportTests(TelemetryExportTests.Run run)
{
    private const string Phone = "+15557391846";

    private const string QueriedPhone = "+15558264917";

    private const string MistakenPhone = "+15556183749";

    private const string Credential = "ck_velvet.kangaroo-sonata";

    private const string CallersTrace = "0af7651916cd43dd8448eb211c80319c";

    private const string StrangersTrace = "3f4b28a0c1d94e5f8a7b6c5d4e3f2a1b";

    private const string CallersSpan = "b7ad6b7169203331";

    [Fact]
    public void Request_WithCollector_IsOneTraceFromCallerToStatement()
    {
        var trace = run.Spans.Where(span => span.TraceId == CallersTrace).ToList();

        var request = Assert.Single(trace, span => span.Source == "Microsoft.AspNetCore");
        Assert.Equal(("POST /users", CallersSpan), (request.Name, request.ParentId));
        Assert.Equal(["http.request.method=POST", "http.response.status_code=201", "http.route=/users"], Describe(request));
        var useCase = Assert.Single(trace, span => span.Source == "Concierge");
        Assert.Equal(("CreateUser", request.Id), (useCase.Name, useCase.ParentId));
        Assert.Equal(["concierge.outcome=success"], Describe(useCase));
        Assert.Contains(
            trace,
            span => span is { Source: "Npgsql", Name: "INSERT users" } && span.ParentId == useCase.Id
                && span.Attributes["db.query.text"].StartsWith("INSERT INTO users", StringComparison.Ordinal));
    }

    [Fact]
    public void Request_OfStrangerWithCollector_IsTraceOfItsOwn()
    {
        Assert.DoesNotContain(run.Spans, span => span.TraceId == StrangersTrace);

        var request = Assert.Single(
            run.Spans, span => span.Source == "Microsoft.AspNetCore" && span.Name.Contains("delivery-reports", StringComparison.Ordinal));
        Assert.Equal(("GET /sms-messages/delivery-reports/{gateway}", ""), (request.Name, request.ParentId));
        Assert.Equal(
            [
                "http.request.method=GET", "http.response.status_code=204", "http.route=/sms-messages/delivery-reports/{gateway}",
            ],
            Describe(request));
        Assert.Contains(run.Spans, span => span.Name == "RecordDeliveryReport" && span.ParentId == request.Id);
    }

    [Fact]
    public void Refusal_WithCollector_HasTraceIdOfSpanAndLogLine()
    {
        var request = Assert.Single(
            run.Spans, span => span.Source == "Microsoft.AspNetCore" && span.Attributes["http.response.status_code"] == "409");

        Assert.Equal(run.ConflictTraceId, request.TraceId);
        Assert.Equal(["POST /orders 409"], run.Lines.Where(line => line.TraceId == run.ConflictTraceId).Select(line => line.Request));
        Assert.Contains(
            run.Spans,
            span => span.TraceId == run.ConflictTraceId
                && span.Name == "CreateOrder" && span.Attributes["concierge.outcome"] == "order_conflict");
    }

    [Fact]
    public void Requests_Always_HaveOneLogLineWithTraceIdOfSpan()
    {
        var requests = run.Spans.Where(
            span => span.Source == "Microsoft.AspNetCore" && span.Attributes.GetValueOrDefault("http.route") != "/health/live").ToList();

        Assert.Equal(Run.RequestCount, requests.Count);
        Assert.Equal(
            requests.Select(span => (
                $"{span.Attributes["http.request.method"]} {span.Attributes.GetValueOrDefault("http.route", "unmatched")} "
                + span.Attributes["http.response.status_code"],
                span.TraceId)).Order(),
            run.Lines.Order());
    }

    [Fact]
    public void SendSms_WithCollector_IsSpanWithoutQuery()
    {
        var call = Assert.Single(run.Spans, span => span.Source == "System.Net.Http");

        Assert.EndsWith("/cgi-bin/sendsms?*", call.Attributes["url.full"], StringComparison.Ordinal);
    }

    [Fact]
    public void Statements_OutsideRequests_AreNotExported() =>
        Assert.All(run.Spans.Where(span => span.Source == "Npgsql"), span => Assert.NotEqual("", span.ParentId));

    [Theory]
    [InlineData("http.server.request.duration", "http.route", "services", 1)]
    [InlineData("concierge.use_case.duration", "concierge.use_case", "CreateService", 1)]
    [InlineData("concierge.use_case.duration", "concierge.outcome", "order_conflict", 1)]
    [InlineData("concierge.problems", "error.type", "order_conflict", 1)]
    [InlineData("concierge.problems", "http.response.status_code", "401", 1)]
    [InlineData("concierge.sms.queue.depth", "concierge.sms.state", "due", 0)]
    [InlineData("concierge.sms.queue.depth", "concierge.sms.state", "waiting", 1)]
    public void Metric_WithCollector_HasAttributes(string metric, string attribute, string value, double expected) =>
        Assert.Contains(
            run.Points,
            point => point.Metric == metric && point.Attributes.GetValueOrDefault(attribute) == value && point.Value == expected);

    [Theory]
    [InlineData("concierge.orders.window_conflicts", 1)]
    [InlineData("concierge.sms.queue.oldest_age", 0)]
    [InlineData("concierge.log.dropped", 0)]
    public void Metric_WithCollector_IsExported(string metric, double expected) =>
        Assert.Contains(run.Points, point => point.Metric == metric && point.Value == expected);

    [Fact]
    public void ConnectionPool_WithCollector_HasNameWithoutSettings()
    {
        var pools = run.Points.Where(point => point.Metric == "db.client.connection.count")
            .Select(point => point.Attributes["db.client.connection.pool.name"]);

        string[] names = ["concierge", "concierge unpooled"];
        Assert.Equal(names, pools.Distinct().Order());
        var sources = run.Spans.Where(span => span.Source == "Npgsql").Select(span => span.Attributes["db.npgsql.data_source"]).ToList();
        Assert.Contains("concierge", sources);
        Assert.Empty(sources.Except(names));
    }

    [Fact]
    public void Metrics_OfOperationsPage_AreExported()
    {
        var named = Row().Matches(OperationsPage()).Select(row => row.Groups[1].Value).ToList();

        Assert.Contains("http.server.request.duration", named);
        Assert.Empty(named.Except(run.Points.Select(point => point.Metric)));
    }

    [Fact]
    public void Export_WithSecretsInRequests_ContainsNone()
    {
        var (received, console, webhooks) = (run.Received, run.Console, run.Webhooks);

        // The search finds what is there.
        Assert.Contains("INSERT INTO sms_messages", received, StringComparison.Ordinal);
        Assert.Contains("/sms-messages/{id} 400", console, StringComparison.Ordinal);
        Assert.NotEmpty(run.ReportToken);
        Assert.Contains("message.deleted", webhooks, StringComparison.Ordinal);
        Assert.Contains("\"trigger\":\"schedule\"", webhooks, StringComparison.Ordinal);
        string[] secrets =
        [
            .. new[] { Phone, QueriedPhone, MistakenPhone }.Select(phone => phone[^7..]), "Zebra", "Umbrella", "Tangerine", Credential,
            run.ReportToken, run.WebhookSecret, Run.ReceiverPath,
            "retry-giraffe", KannelDouble.Password, Uri.EscapeDataString(KannelDouble.Password),
            "/sms-messages/%2B", "?recipient_phone", "Narwhal",
        ];
        Assert.DoesNotContain(secrets, secret => received.Contains(secret, StringComparison.Ordinal));
        Assert.DoesNotContain(secrets, secret => console.Contains(secret, StringComparison.Ordinal));
        Assert.DoesNotContain(secrets, secret => webhooks.Contains(secret, StringComparison.Ordinal));
    }

    private static string OperationsPage([CallerFilePath] string thisFile = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "docs", "operations.md"));

    private static IEnumerable<string> Describe(Span span) =>
        span.Attributes.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^\S+ INF Serilog\.AspNetCore\.RequestLoggingMiddleware: (\S+ \S+ \d{3}) in [0-9.]+ ms by \S+ ([0-9a-f]{32})$")]
    private static partial Regex RequestLine();

    /// <summary>A row of the table of metrics.</summary>
    [GeneratedRegex(@"^\| `([a-z_]+(?:\.[a-z_]+)+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    /// <summary>The program with a collector, and a gateway that is told of its messages in the query; used, and stopped.</summary>
    public sealed class Run(TestDatabases databases) : IAsyncLifetime
    {
        public const int RequestCount = 19;

        public const string ReceiverPath = "/velvet-receipt";

        private const int MaxConnections = 10;

        internal IReadOnlyList<Span> Spans { get; private set; } = [];

        internal IReadOnlyList<Point> Points { get; private set; } = [];

        /// <summary>All that the collector got.</summary>
        public string Received { get; private set; } = "";

        public string Console { get; private set; } = "";

        /// <summary>The lines of the log that tell of requests.</summary>
        public IReadOnlyList<(string Request, string TraceId)> Lines { get; private set; } = [];

        public string ConflictTraceId { get; private set; } = "";

        /// <summary>What Prometheus got.</summary>
        internal Scrape Scrape { get; private set; } = new("");

        /// <summary>What the port of the metrics answered about other paths.</summary>
        public IReadOnlyList<HttpStatusCode> BesideMetrics { get; private set; } = [];

        /// <summary>The token by which the gateway may report on its message.</summary>
        public string ReportToken { get; private set; } = "";

        /// <summary>The payloads of all webhooks, and all attempts as the API lists them.</summary>
        public string Webhooks { get; private set; } = "";

        /// <summary>The secret of the webhook endpoint, without its prefix.</summary>
        public string WebhookSecret { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            var connectionString = await databases.CreateAsync();
            await using var receiver = await Receiver.StartAsync();
            await using var collector = await OtlpReceiver.StartAsync();
            await using var kannel = new KannelDouble();
            var metrics = new Uri($"http://127.0.0.1:{Scrape.FreePort()}");
            await using var program = ConciergeProgram.StartWith(
                [
                    .. ExternalDatabase.Variables(connectionString), .. collector.Variables,
                    ("Metrics__Url", metrics.OriginalString),
                ],
                [
                    "--environment", "Development", "--urls", "http://127.0.0.1:0",
                    "--Sms:Gateway=Kannel", $"--Sms:PublicUrl={KannelDouble.PublicUrl}",
                    $"--Sms:Kannel:Url={kannel.Url}", $"--Sms:Kannel:Username={KannelDouble.Username}",
                    $"--Sms:Kannel:Password={KannelDouble.Password}",
                    $"--Sms:Kannel:From={KannelDouble.From}", $"--Http:MaxConnections={MaxConnections}",
                ]);
            using (var client = await program.ListeningAsync())
            {
                var endpoint = (await SendAsync(
                    client, HttpMethod.Post, "/webhook-endpoints", new { url = receiver.Url + ReceiverPath }, HttpStatusCode.Created)).Json;
                WebhookSecret = ((string)endpoint["secret"]!)[Concierge.Domain.Webhooks.WebhookSecret.Prefix.Length..];
                await UseAsync(client, kannel);
                await ReadWebhooksAsync(client, receiver, connectionString, $"{endpoint["id"]}");
                await ConnectTooOftenAsync(client.BaseAddress!.Port);
                await ScrapeAsync(metrics);
                await Poll.UntilAsync(() => Task.FromResult(
                    collector.Points.Any(
                        point => point is { Metric: "concierge.sms.queue.depth", Value: 1 }
                            && point.Attributes["concierge.sms.state"] == "waiting")));
            }

            await program.SignalAsync("TERM");
            var (code, output, errors) = await program.ExitAsync();
            Assert.Equal((0, ""), (code, errors));
            (Spans, Points, Console) = (collector.Spans, collector.Points, output);
            Received = string.Concat(collector.Received.Select(Encoding.UTF8.GetString));
            Lines = [.. output.Split('\n').Select(line => RequestLine().Match(line))
                .Where(match => match.Success).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private async Task UseAsync(HttpClient client, KannelDouble kannel)
        {
            await SendAsync(
                client, HttpMethod.Post, "/users", new { id = "ann", name = "Narwhal" },
                HttpStatusCode.Created, ("traceparent", $"00-{CallersTrace}-{CallersSpan}-01"));
            await SendAsync(client, HttpMethod.Post, "/v1/users", new { id = "bob", name = "Bob" }, HttpStatusCode.Created);
            var message = (string)(await SendAsync(
                client, HttpMethod.Post, "/messages",
                new { sender_id = "ann", recipient_id = "bob", body = "Umbrella" }, HttpStatusCode.Created)).Json["id"]!;
            await SendAsync(client, HttpMethod.Put, $"/messages/{message}", new { body = "Tangerine" }, HttpStatusCode.OK);
            await SendAsync(client, HttpMethod.Delete, $"/messages/{message}", null, HttpStatusCode.NoContent);
            await SendAsync(client, HttpMethod.Post, "/services", new { id = 123, name = "Inspection" }, HttpStatusCode.Created);
            var order = new { datetime = "2022-11-01T11:11:11.111Z", totalfee = 100, services = new[] { new { id = 123 } } };
            await SendAsync(client, HttpMethod.Post, "/orders", order, HttpStatusCode.Created);
            ConflictTraceId =
                (string)(await SendAsync(client, HttpMethod.Post, "/orders", order, HttpStatusCode.Conflict)).Json["trace_id"]!;

            var sms = new { recipient_phone = Phone, message_body = "Zebra" };
            var id = (string)(await SendAsync(
                client, HttpMethod.Post, "/sms-messages", sms, HttpStatusCode.Created,
                ("Idempotency-Key", "retry-giraffe"))).Json["message_id"]!;
            var later = new { recipient_phone = Phone, message_body = "Zebra", send_at = SmsSteps.Later };
            await SendAsync(client, HttpMethod.Post, "/sms-messages", later, HttpStatusCode.Created);
            await SendAsync(
                client, HttpMethod.Get, $"/sms-messages?recipient_phone={Uri.EscapeDataString(QueriedPhone)}", null, HttpStatusCode.OK);
            await SendAsync(
                client, HttpMethod.Get, $"/sms-messages/{Uri.EscapeDataString(MistakenPhone)}", null, HttpStatusCode.BadRequest);
            await Poll.UntilAsync(() => Task.FromResult(kannel.RequestsTo(Phone).Count == 1));
            var report = new Uri(kannel.RequestsTo(Phone)[0].Query["dlr-url"].Replace("%d", "1", StringComparison.Ordinal));
            ReportToken = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(report.Query)["token"]!;
            await SendAsync(
                client, HttpMethod.Get, report.PathAndQuery, null,
                HttpStatusCode.NoContent, ("traceparent", $"00-{StrangersTrace}-{CallersSpan}-01"));
            await SendAsync(client, HttpMethod.Get, $"/sms-messages/{id}", null, HttpStatusCode.OK);
            await SendAsync(client, HttpMethod.Get, $"/nothing/{Phone}?token={Phone}", null, HttpStatusCode.NotFound);
            await SendAsync(client, new HttpMethod(Phone), "/users", null, HttpStatusCode.MethodNotAllowed);
            await SendAsync(client, HttpMethod.Get, "/users", null, HttpStatusCode.Unauthorized, ("Authorization", $"Bearer {Credential}"));
            await SendAsync(client, HttpMethod.Get, "/health/live", null, HttpStatusCode.OK);
        }

        /// <summary>Waits until every event so far was delivered, and reads what was sent and what is stored about it.</summary>
        private async Task ReadWebhooksAsync(HttpClient client, Receiver receiver, string connectionString, string endpoint)
        {
            await using var database = NpgsqlDataSource.Create(connectionString);
            await using var open = database.CreateCommand(
                "SELECT (SELECT count(*) FROM event_outbox) + (SELECT count(*) FROM webhook_deliveries WHERE status <> 'delivered') "
                + "+ abs((SELECT last_position FROM event_feed) - (SELECT max(position) FROM webhook_endpoints))");
            await Poll.UntilAsync(async () => await open.ExecuteScalarAsync(TestContext.Current.CancellationToken) is 0L);
            var attempts = await SendAsync(
                client, HttpMethod.Get, $"/webhook-endpoints/{endpoint}/attempts?limit=200", null, HttpStatusCode.OK);
            Webhooks = string.Concat(receiver.Requests.Select(request => Encoding.UTF8.GetString(request.Body)).Append(attempts.Text));
        }

        private async Task ScrapeAsync(Uri metrics)
        {
            using var prometheus = new HttpClient { BaseAddress = metrics };
            Scrape? scrape = null;
            await Poll.UntilAsync(async () => (scrape = await Scrape.ReadAsync(prometheus)) is not null);
            Scrape = scrape!;
            BesideMetrics =
            [
                (await prometheus.GetAsync(new Uri("/users", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode,
                (await prometheus.GetAsync(new Uri("/health/live", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode,
            ];
        }

        /// <summary>Opens connections until one is closed.</summary>
        private static async Task ConnectTooOftenAsync(int port)
        {
            var connections = Enumerable.Range(0, MaxConnections + 1).Select(_ => new TcpClient()).ToList();
            foreach (var connection in connections)
            {
                await connection.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
            }

            Assert.Equal(0, await connections[^1].GetStream().ReadAsync(new byte[1], TestContext.Current.CancellationToken));
            connections.ForEach(connection => connection.Dispose());
        }

        private static async Task<Answer> SendAsync(
            HttpClient client, HttpMethod method, string path, object? body,
            HttpStatusCode status, params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative))
            {
                Content = body is null ? null : JsonContent.Create(body),
            };
            foreach (var (name, value) in headers)
            {
                request.Headers.Add(name, value);
            }

            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            return (await Answer.ReadAsync(response)).Expect(status);
        }
    }
}
