using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Encryption;
using Concierge.Api.Tests.Hosting;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Sms;
using Concierge.Infrastructure.Sms.Gateways;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Tests.Sms;

/// <summary>The gateway class alone: the outcome of every kind of response.</summary>
public sealed partial class KannelSendTests
{
    private const string Phone = "+15557391846";

    private static readonly SmsMessageId Id = new(Guid.CreateVersion7());

    [Theory]
    [InlineData("Hi @[]{}\u20AC ~^|\\ \u00C4\u00D6\u00DC\u00E4\u00F6\u00FC\u00DF & 100% + 1 = ?#\r\n", "0")]
    [InlineData("Grüße \U0001F600", "2")]
    [InlineData("\u0107", "2")]
    public async Task Send_Always_SendsTheDocumentedRequest(string text, string coding)
    {
        await using var kannel = new KannelDouble();
        var gateway = GatewayFor(kannel);

        var outcome = await SendAsync(gateway, text);

        Assert.Equal(new SendOutcome.Accepted(), outcome);
        var query = Assert.Single(kannel.Requests).Query;
        var report = ReportAddress().Match(query["dlr-url"]);
        Assert.True(report.Success, query["dlr-url"]);
        Assert.Equal(Id.ToString(), report.Groups["id"].Value);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["username"] = KannelDouble.Username,
                ["password"] = KannelDouble.Password,
                ["from"] = KannelDouble.From,
                ["to"] = Phone,
                ["text"] = text,
                ["charset"] = "UTF-8",
                ["coding"] = coding,
                ["dlr-mask"] = "27",
                ["dlr-url"] = report.Value,
            },
            query);
    }

    [Theory]
    [InlineData(202, "0: Accepted for delivery")]
    [InlineData(202, "3: Queued for later delivery")]
    [InlineData(200, "")]
    public async Task Send_WhenSmsboxAccepts_IsAccepted(int status, string body) =>
        Assert.Equal(new SendOutcome.Accepted(), await OutcomeOfAsync(Replies.Whole(status, body)));

    [Theory]
    [InlineData(403, "Authorization failed for sendsms", "Kannel refused the credentials or the address (HTTP 403). Check the settings.")]
    [InlineData(404, "Unknown request.", "Kannel refused the credentials or the address (HTTP 404). Check the settings.")]
    [InlineData(503, "Temporal failure, try again later.", "Kannel is busy (HTTP 503).")]
    public async Task Send_WhenSmsboxDidNotAccept_IsRetryable(int status, string body, string reason) =>
        Assert.Equal(new SendOutcome.Retryable(reason), await OutcomeOfAsync(Replies.Whole(status, body)));

    [Theory]
    [InlineData(400)]
    [InlineData(302)]
    public async Task Send_WhenSmsboxRefuses_ReportsStatusOnly(int status) => Assert.Equal(
        new SendOutcome.Refused($"Kannel refused the message (HTTP {status})."),
        await OutcomeOfAsync(Replies.Whole(status, $"{Phone} Missing receiver number, rejected")));

    [Fact]
    public async Task Send_WhenSmsboxFails_IsUncertain() =>
        Assert.Equal(new SendOutcome.Uncertain("Kannel failed (HTTP 500)."), await OutcomeOfAsync(Replies.Whole(500)));

    [Fact]
    public async Task Send_WhenBodyOfAcceptanceStalls_IsAccepted() =>
        Assert.Equal(new SendOutcome.Accepted(), await OutcomeOfAsync(Replies.Slow(202, "0"), TimeSpan.FromSeconds(3)));

    [Fact]
    public async Task Send_WhenBodyOfRefusalStalls_IsRefused() => Assert.Equal(
        new SendOutcome.Refused("Kannel refused the message (HTTP 400)."),
        await OutcomeOfAsync(Replies.Slow(400, "Missing"), TimeSpan.FromSeconds(3)));

    [Fact]
    public async Task Send_WhenTimeoutExpires_IsUncertain() =>
        Assert.Equal(
            new SendOutcome.Uncertain("The gateway did not respond in time."),
            await OutcomeOfAsync(Replies.Silence, TimeSpan.FromMilliseconds(500)));

    public static TheoryData<bool> Ends => [false, true];

    /// <summary>.NET resends a GET without a body on its own.</summary>
    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Send_WhenConnectionEndsWithoutResponse_IsUncertainAndNotSentAgain(bool isReset)
    {
        await using var kannel = new KannelDouble();
        var gateway = GatewayFor(kannel);
        var end = isReset ? Replies.Reset : Replies.Close;
        kannel.Script(Phone, end, KannelDouble.Accepts, end, end, KannelDouble.Accepts);

        var outcomes = new List<SendOutcome>();
        for (var requests = 1; requests <= 5; requests++)
        {
            outcomes.Add(await SendAsync(gateway, "Hello"));
            Assert.Equal(requests, kannel.Requests.Count);
        }

        var uncertain = new SendOutcome.Uncertain("The connection to the gateway broke before it responded.");
        Assert.Equal([uncertain, new SendOutcome.Accepted(), uncertain, uncertain, new SendOutcome.Accepted()], outcomes);
    }

    /// <summary>Sends one message, asserts that smsbox gets one request, and returns the outcome.</summary>
    private static async Task<SendOutcome> OutcomeOfAsync(Reply reply, TimeSpan? timeout = null)
    {
        await using var kannel = new KannelDouble();
        var gateway = GatewayFor(kannel, timeout);
        kannel.Script(Phone, reply);

        var outcome = await SendAsync(gateway, "Hello");

        Assert.Single(kannel.Requests);
        return outcome;
    }

    private static Task<SendOutcome> SendAsync(KannelGateway gateway, string text) =>
        gateway.SendAsync(new(Id, PhoneNumber.From(Phone), SmsText.From(text), Attempt: 1), TestContext.Current.CancellationToken);

    private static KannelGateway GatewayFor(KannelDouble kannel, TimeSpan? timeout = null)
    {
        var settings = ExternalDatabase.Settings("Host=127.0.0.1").ToDictionary(setting => setting.Name, setting => setting.Value);
        var options = Options.Create(new SmsOptions
        {
            PublicUrl = KannelDouble.PublicUrl,
            Kannel = { Url = kannel.Url, Username = KannelDouble.Username, Password = KannelDouble.Password, From = KannelDouble.From },
        });
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings!).Build();
        var keys = Keys.RingOf(configuration, TestDatabases.Open(configuration));
        return new(options, GatewayClients.Create(timeout), new ReportTokens(keys));
    }

    [GeneratedRegex(
        @"^https://sms\.example:8000/sms-messages/delivery-reports/kannel\?id=(?<id>[0-9a-f-]{36})&token=[A-Za-z0-9_-]{43}&status=%d$")]
    private static partial Regex ReportAddress();
}

/// <summary>The product with a double of Kannel's smsbox.</summary>
public sealed class KannelGatewayTests(KannelFixture api) : IClassFixture<KannelFixture>
{
    [Fact]
    public async Task Send_WhenSmsboxAccepts_IsSent()
    {
        var phone = GatewaySteps.NewPhone();

        var sms = await api.SmsOnceAsync(await api.AcceptSmsAsync(phone), "sent");

        Assert.Equal("queued sending sent", sms.StatusesInARow());
        Assert.Single(api.Kannel.RequestsTo(phone));
    }

    [Theory]
    [InlineData(403)]
    [InlineData(503)]
    public async Task Send_WhenSmsboxIsBusyOnce_IsRetriedAndSent(int status)
    {
        var phone = GatewaySteps.NewPhone();
        api.Kannel.Script(phone, Replies.Whole(status));

        var sms = await api.SmsOnceAsync(await api.AcceptSmsAsync(phone), "sent");

        Assert.Equal(2, (int?)sms["attempts"]);
        Assert.Equal(2, api.Kannel.RequestsTo(phone).Count);
    }

    [Fact]
    public async Task Send_WhenSmsboxRefuses_Fails()
    {
        var phone = GatewaySteps.NewPhone();
        api.Kannel.Script(phone, Replies.Whole(400, $"{phone} is not a number"));

        var sms = await api.SmsOnceAsync(await api.AcceptSmsAsync(phone), "failed");

        Assert.Equal(
            """{"code":"gateway_refused","detail":"Kannel refused the message (HTTP 400).","provider_code":null}""",
            sms["error"]!.ToJsonString());
        Assert.Single(api.Kannel.RequestsTo(phone));
    }

    [Fact]
    public async Task Send_WhenConnectionEndsWithoutResponse_IsUnknownAndNotSentAgain()
    {
        var phone = GatewaySteps.NewPhone();
        api.Kannel.Script(phone, Replies.Close);

        var id = await api.AcceptSmsAsync(phone);
        await api.SmsOnceAsync(id, "unknown");

        Assert.Null(await api.QueryAsync("SELECT due_at FROM sms_messages WHERE id = @id", ("id", Guid.Parse(id))));
        Assert.Single(api.Kannel.RequestsTo(phone));
    }

    [Theory]
    [InlineData("1", "sent delivered")]
    [InlineData("2", "sent undelivered")]
    [InlineData("8", "sent")]
    [InlineData("16", "sent undelivered")]
    [InlineData("4", "sent")]
    [InlineData("0", "sent")]
    [InlineData("3", "sent")]
    [InlineData("-1", "sent")]
    [InlineData("", "sent")]
    [InlineData("+1", "sent")]
    [InlineData("%d", "sent")]
    [InlineData("delivered", "sent")]
    public async Task Report_WithToken_IsRecordedOnce(string status, string expected)
    {
        var (id, report) = await SentAsync();

        for (var time = 0; time < 2; time++)
        {
            (await ReportAsync(report, status)).Expect(HttpStatusCode.NoContent);
        }

        Assert.Equal("queued sending " + expected, (await SmsAsync(id)).StatusesInARow());
    }

    [Theory]
    [InlineData("1", "16")]
    [InlineData("1", "8")]
    [InlineData("2", "1")]
    public async Task Report_WhenLate_ChangesNothing(string status, string later)
    {
        var (id, report) = await SentAsync();
        (await ReportAsync(report, status)).Expect(HttpStatusCode.NoContent);
        var before = (await SmsAsync(id)).ToJsonString();

        (await ReportAsync(report, later)).Expect(HttpStatusCode.NoContent);

        Assert.Equal(before, (await SmsAsync(id)).ToJsonString());
    }

    [Theory]
    [InlineData("8", "sent")]
    [InlineData("1", "delivered")]
    [InlineData("16", "undelivered")]
    public async Task Report_BeforeTheResponse_IsRecorded(string status, string expected)
    {
        var phone = GatewaySteps.NewPhone();
        var (arrived, done) = (new TaskCompletionSource(), new TaskCompletionSource());
        api.Kannel.Script(phone, Replies.Held(arrived, done.Task, KannelDouble.Accepts));

        var id = await api.AcceptSmsAsync(phone);
        await arrived.Task;
        (await ReportAsync(Assert.Single(api.Kannel.RequestsTo(phone)).Query["dlr-url"], status)).Expect(HttpStatusCode.NoContent);
        done.SetResult();

        Assert.Equal("queued sending " + expected, (await api.SmsOnceAsync(id, expected)).StatusesInARow());
    }

    [Fact]
    public async Task Report_WhenPosted_IsRecorded()
    {
        var (id, report) = await SentAsync();
        var path = new Uri(report.Replace("%d", "1", StringComparison.Ordinal)).PathAndQuery;

        (await api.Client.SendContentAsync(HttpMethod.Post, path, content: null)).Expect(HttpStatusCode.NoContent);

        Assert.Equal("queued sending sent delivered", (await SmsAsync(id)).StatusesInARow());
    }

    public static TheoryData<string> Forgeries =>
        ["no token", "empty token", "longer token", "other token", "other message", "no id", "malformed id", "other gateway"];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Report_WhenForged_IsRefusedAndChangesNothing(string forgery)
    {
        var (id, report) = await SentAsync();
        var (otherId, other) = await SentAsync();
        var (token, otherToken) = (TokenOf(report), TokenOf(other));
        var before = (await SmsAsync(id)).ToJsonString();
        var forged = forgery switch
        {
            "no token" => report.Replace($"&token={token}", "", StringComparison.Ordinal),
            "empty token" => report.Replace(token, "", StringComparison.Ordinal),
            "longer token" => report.Replace(token, token + "A", StringComparison.Ordinal),
            "other token" => report.Replace(token, otherToken, StringComparison.Ordinal),
            "other message" => other.Replace(otherId, id, StringComparison.Ordinal),
            "no id" => report.Replace($"id={id}&", "", StringComparison.Ordinal),
            "malformed id" => report.Replace(id, id + "0", StringComparison.Ordinal),
            _ => report.Replace("/kannel?", "/sandbox?", StringComparison.Ordinal),
        };
        Assert.NotEqual(report, forged);

        var answer = await ReportAsync(forged, "1");

        answer.ExpectProblem(HttpStatusCode.Unauthorized, "delivery_report_not_authentic");
        Assert.Equal(before, (await SmsAsync(id)).ToJsonString());
    }

    private static string TokenOf(string report) => report.Split("token=")[1].Split('&')[0];

    private async Task<(string Id, string Report)> SentAsync()
    {
        var phone = GatewaySteps.NewPhone();
        var id = await api.AcceptSmsAsync(phone);
        await api.SmsOnceAsync(id, "sent");
        return (id, Assert.Single(api.Kannel.RequestsTo(phone)).Query["dlr-url"]);
    }

    private async Task<JsonNode> SmsAsync(string id) => (await api.GetAsync($"/sms-messages/{id}")).Expect(HttpStatusCode.OK).Json;

    /// <summary>Reports as Kannel does: replaces %d with the number of the status and gets the address.</summary>
    private Task<Answer> ReportAsync(string report, string status) =>
        api.GetAsync(new Uri(report.Replace("%d", Uri.EscapeDataString(status), StringComparison.Ordinal)).PathAndQuery);
}
