using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Concierge.Application.Sms;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Sms;
using Concierge.Infrastructure.Sms.Gateways;
using Microsoft.Extensions.Options;
using Twilio.Security;

namespace Concierge.Api.Tests.Sms;

/// <summary>The gateway class alone: the outcome of every kind of response.</summary>
public sealed class TwilioSendTests
{
    private const string Phone = "+15557391846";

    private const string Text = "Grüße & 20 € + 100% \U0001F600\n=?#";

    private static readonly SmsMessageId Id = new(Guid.CreateVersion7());

    private static readonly string Refusal = $$"""
        {"code":21211,"message":"The 'To' number {{Phone}} is not a valid phone number.",
        "more_info":"https://www.twilio.com/docs/errors/21211","status":400}
        """.ReplaceLineEndings("");

    [Theory]
    [InlineData(TwilioDouble.From, "From")]
    [InlineData("MG0123456789abcdef0123456789abcdef", "MessagingServiceSid")]
    public async Task Send_Always_SendsTheDocumentedRequest(string sender, string field)
    {
        await using var twilio = new TwilioDouble(sender);
        var gateway = GatewayFor(twilio, sender: sender);

        var outcome = await SendAsync(gateway);

        Assert.Equal(new SendOutcome.Accepted("SM1"), outcome);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["To"] = Phone,
                [field] = sender,
                ["Body"] = Text,
                ["StatusCallback"] = $"https://sms.example/v1/sms-messages/delivery-reports/twilio?id={Id}",
            },
            Assert.Single(twilio.Requests).Form);
    }

    public static TheoryData<int, string, string?> Refusals => new()
    {
        { 302, "Twilio refused the message (HTTP 302).", null },
        { 304, "Twilio refused the message (HTTP 304).", null },
        { 400, "Twilio refused the message (HTTP 400, error 21211).", "21211" },
        { 413, "Twilio refused the message (HTTP 413, error 21211).", "21211" },
        { 422, "Twilio refused the message (HTTP 422, error 21211).", "21211" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Send_WhenServerRefuses_ReportsErrorNumberWithoutPhone(int status, string reason, string? code)
    {
        var outcome = await OutcomeOfAsync(Replies.Whole(status, status < 400 ? "" : Refusal, ("Location", "/elsewhere")));

        Assert.Equal(new SendOutcome.Refused(reason, code), outcome);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>+15557391846</html>")]
    [InlineData("[]")]
    [InlineData("\"+15557391846\"")]
    [InlineData("""{"code":"+15557391846"}""")]
    [InlineData("""{"code":15557391846}""")]
    [InlineData("""{"code":null}""")]
    [InlineData("""{"message":"+15557391846"}""")]
    public async Task Send_WhenRefusalHasNoErrorNumber_ReportsStatusOnly(string body) =>
        Assert.Equal(new SendOutcome.Refused("Twilio refused the message (HTTP 400)."), await OutcomeOfAsync(Replies.Whole(400, body)));

    [Theory]
    [InlineData(301, "Twilio refused the credentials or the address (HTTP 301). Check the settings.")]
    [InlineData(308, "Twilio refused the credentials or the address (HTTP 308). Check the settings.")]
    [InlineData(401, "Twilio refused the credentials or the address (HTTP 401). Check the settings.")]
    [InlineData(403, "Twilio refused the credentials or the address (HTTP 403). Check the settings.")]
    [InlineData(404, "Twilio refused the credentials or the address (HTTP 404). Check the settings.")]
    [InlineData(407, "Twilio refused the credentials or the address (HTTP 407). Check the settings.")]
    [InlineData(408, "Twilio is busy (HTTP 408).")]
    [InlineData(409, "Twilio is busy (HTTP 409).")]
    [InlineData(425, "Twilio is busy (HTTP 425).")]
    [InlineData(429, "Twilio is busy (HTTP 429).")]
    [InlineData(503, "Twilio is busy (HTTP 503).")]
    public async Task Send_WhenServerDidNotAccept_IsRetryable(int status, string reason) =>
        Assert.Equal(new SendOutcome.Retryable(reason), await OutcomeOfAsync(Replies.Whole(status, Refusal)));

    [Theory]
    [InlineData(429, "7", null, 7)]
    [InlineData(503, "0", null, 0)]
    [InlineData(429, "Sat, 21 Nov 2026 12:00:30 GMT", "Sat, 21 Nov 2026 12:00:00 GMT", 30)]
    public async Task Send_WhenResponseHasRetryAfter_ReturnsIt(int status, string after, string? date, int seconds)
    {
        (string, string)[] headers = date is null ? [("Retry-After", after)] : [("Retry-After", after), ("Date", date)];

        var outcome = await OutcomeOfAsync(Replies.Whole(status, "", headers));

        Assert.Equal(new SendOutcome.Retryable($"Twilio is busy (HTTP {status}).", TimeSpan.FromSeconds(seconds)), outcome);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("Sat, 21 Nov 2026 12:00:30 GMT")]
    [InlineData("-1")]
    public async Task Send_WhenRetryAfterIsInvalid_IgnoresIt(string after) =>
        Assert.Equal(
            new SendOutcome.Retryable("Twilio is busy (HTTP 429)."), await OutcomeOfAsync(Replies.Whole(429, "", ("Retry-After", after))));

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(504)]
    public async Task Send_WhenServerFails_IsUncertain(int status) =>
        Assert.Equal(new SendOutcome.Uncertain($"Twilio failed (HTTP {status})."), await OutcomeOfAsync(Replies.Whole(status, "oops")));

    [Fact]
    public async Task Send_WhenTimeoutExpires_IsUncertain() =>
        Assert.Equal(
            new SendOutcome.Uncertain("The gateway did not respond in time."),
            await OutcomeOfAsync(Replies.Silence, TimeSpan.FromMilliseconds(500)));

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    public async Task Send_WhenBodyOfAcceptanceStalls_IsAccepted(int status) =>
        Assert.Equal(new SendOutcome.Accepted(), await OutcomeOfAsync(Replies.Slow(status, "{"), TimeSpan.FromSeconds(3)));

    [Fact]
    public async Task Send_WhenBodyOfAcceptanceIsEndless_IsAccepted() =>
        Assert.Equal(new SendOutcome.Accepted(), await OutcomeOfAsync(Replies.Endless(201, _ => { }), TimeSpan.FromSeconds(3)));

    [Fact]
    public async Task Send_WhenBodyOfRefusalStalls_IsRefused() =>
        Assert.Equal(
            new SendOutcome.Refused("Twilio refused the message (HTTP 400)."),
            await OutcomeOfAsync(Replies.Slow(400, "{\"code\":21211"), TimeSpan.FromSeconds(3)));

    [Fact]
    public async Task Send_WhenBodyOfRefusalIsEndless_StopsReading()
    {
        const int MaxBytes = 32 * 1024 * 1024;
        var sent = 0L;

        var outcome = await OutcomeOfAsync(Replies.Endless(400, length => Interlocked.Add(ref sent, length)), TimeSpan.FromSeconds(3));

        Assert.Equal(new SendOutcome.Refused("Twilio refused the message (HTTP 400)."), outcome);
        Assert.True(Interlocked.Read(ref sent) < MaxBytes, $"{sent} bytes were read");
    }

    [Theory]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("HTTP/1.1 abc\r\n\r\n")]
    [InlineData("HTTP/1.1 201 Created\r\nContent-Le")]
    [InlineData("HTTP/1.1 201")]
    public async Task Send_WhenResponseIsMalformed_IsUncertain(string answer) => Assert.Equal(
        new SendOutcome.Uncertain("The connection to the gateway broke before it responded."), await OutcomeOfAsync(Replies.Raw(answer)));

    public static TheoryData<bool> Ends => [false, true];

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Send_WhenConnectionEndsWithoutResponse_IsUncertainAndNotSentAgain(bool isReset)
    {
        await using var twilio = new TwilioDouble();
        var gateway = GatewayFor(twilio);
        var end = isReset ? Replies.Reset : Replies.Close;
        twilio.Script(Phone, end, TwilioDouble.Accepts, end, end, TwilioDouble.Accepts);

        var outcomes = new List<SendOutcome>();
        for (var requests = 1; requests <= 5; requests++)
        {
            outcomes.Add(await SendAsync(gateway));
            Assert.Equal(requests, twilio.Requests.Count);
        }

        var uncertain = new SendOutcome.Uncertain("The connection to the gateway broke before it responded.");
        Assert.Equal([uncertain, new SendOutcome.Accepted("SM1"), uncertain, uncertain, new SendOutcome.Accepted("SM1")], outcomes);
    }

    [Fact]
    public async Task Send_WhenConnectionIsRefused_IsRetryable()
    {
        await using var twilio = new TwilioDouble(isListening: false);
        var gateway = GatewayFor(twilio);

        Assert.Equal(new SendOutcome.Retryable("The gateway cannot be reached."), await SendAsync(gateway));
    }

    [Fact]
    public async Task Send_WhenHostNameIsUnknown_IsRetryable()
    {
        await using var twilio = new TwilioDouble();
        var gateway = GatewayFor(twilio, url: "http://gateway.invalid");

        Assert.Equal(new SendOutcome.Retryable("The gateway cannot be reached."), await SendAsync(gateway));
    }

    [Fact]
    public async Task Send_WhenTlsHandshakeFails_IsRetryable()
    {
        await using var twilio = new TwilioDouble();
        var gateway = GatewayFor(twilio, url: twilio.Url.Replace("http:", "https:", StringComparison.Ordinal));

        Assert.Equal(new SendOutcome.Retryable("The gateway cannot be reached."), await SendAsync(gateway));
        Assert.Empty(twilio.Requests);
    }

    public static TheoryData<string, SmsStatus?, string?> Answers => new()
    {
        { """{"sid":"SM1","status":"delivered","error_code":null}""", SmsStatus.Delivered, null },
        { """{"sid":"SM1","status":"read"}""", SmsStatus.Delivered, null },
        { """{"sid":"SM1","status":"undelivered","error_code":30003}""", SmsStatus.Undelivered, "30003" },
        { """{"sid":"SM1","status":"failed","error_code":30008}""", SmsStatus.Undelivered, "30008" },
        { """{"sid":"SM1","status":"sent","error_code":null}""", SmsStatus.Sent, null },
        { """{"sid":"SM1","status":"queued"}""", null, null },
        { """{"status":{}}""", null, null },
        { "<html>", null, null },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Ask_OfMessage_ReturnsItsReport(string body, SmsStatus? status, string? code)
    {
        await using var twilio = new TwilioDouble { OnAsked = _ => Replies.Whole(200, body) };

        Assert.Equal(new DeliveryReport(Id, status, code), await AskAsync(twilio));
        Assert.Equal(
            ("GET", $"/2010-04-01/Accounts/{TwilioDouble.AccountSid}/Messages/SM1.json"),
            (Assert.Single(twilio.Requests).Method, twilio.Requests.Single().Target));
    }

    [Fact]
    public async Task Ask_OfMessageThatTwilioDoesNotKnow_ReturnsNoReport()
    {
        await using var twilio = new TwilioDouble { OnAsked = _ => Replies.Whole(404, """{"code":20404}""") };

        Assert.Equal(new DeliveryReport(Id, Status: null), await AskAsync(twilio));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(0)]
    public async Task Ask_WhenTwilioCannotBeAsked_ReturnsNull(int status)
    {
        await using var twilio = new TwilioDouble { OnAsked = _ => status == 0 ? Replies.Close : Replies.Whole(status) };

        Assert.Null(await AskAsync(twilio));
    }

    private static Task<DeliveryReport?> AskAsync(TwilioDouble twilio) =>
        GatewayFor(twilio).AskAsync(Id, "SM1", TestContext.Current.CancellationToken);

    /// <summary>Sends one message, asserts that the server gets one request, and returns the outcome.</summary>
    private static async Task<SendOutcome> OutcomeOfAsync(Reply reply, TimeSpan? timeout = null)
    {
        await using var twilio = new TwilioDouble();
        var gateway = GatewayFor(twilio, timeout);
        twilio.Script(Phone, reply);

        var outcome = await SendAsync(gateway);

        Assert.Single(twilio.Requests);
        return outcome;
    }

    private static Task<SendOutcome> SendAsync(TwilioGateway gateway) =>
        gateway.SendAsync(new(Id, PhoneNumber.From(Phone), SmsText.From(Text), Attempt: 1), TestContext.Current.CancellationToken);

    private static TwilioGateway GatewayFor(
        TwilioDouble twilio, TimeSpan? timeout = null, string sender = TwilioDouble.From, string? url = null) =>
        new(
            Options.Create(new SmsOptions
            {
                PublicUrl = TwilioDouble.PublicUrl,
                Twilio =
                {
                    Url = url ?? twilio.Url, AccountSid = TwilioDouble.AccountSid, AuthToken = TwilioDouble.AuthToken, From = sender,
                },
            }),
            GatewayClients.Create(timeout));
}

/// <summary>The product with a server that is compatible with Twilio.</summary>
public sealed class TwilioGatewayTests(TwilioFixture api) : IClassFixture<TwilioFixture>
{
    [Fact]
    public async Task Send_WhenGatewayAccepts_IsSent()
    {
        var phone = GatewaySteps.NewPhone();

        var sms = await api.SmsOnceAsync(await api.AcceptSmsAsync(phone), "sent");

        Assert.Equal("queued sending sent", sms.StatusesInARow());
        Assert.Equal((1, false, null), ((int?)sms["attempts"], (bool?)sms["is_final"], sms["error"]));
        Assert.Equal("SM1", (string?)sms["provider_message_id"]);
        Assert.Single(api.Twilio.RequestsTo(phone));
    }

    [Fact]
    public async Task Send_WhenGatewayRefuses_FailsWithErrorNumberAndWithoutPhone()
    {
        var phone = GatewaySteps.NewPhone();
        api.Twilio.Script(
            phone,
            Replies.Whole(400, $$"""{"code":21211,"message":"The 'To' number {{phone}} is not a valid phone number.","status":400}"""));

        var sms = await api.SmsOnceAsync(await api.AcceptSmsAsync(phone), "failed");

        Assert.Equal("queued sending failed", sms.StatusesInARow());
        Assert.Equal(
            """{"code":"gateway_refused","detail":"Twilio refused the message (HTTP 400, error 21211).","provider_code":"21211"}""",
            sms["error"]!.ToJsonString());
        Assert.Equal((1, true), ((int?)sms["attempts"], (bool?)sms["is_final"]));
        Assert.Single(api.Twilio.RequestsTo(phone));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Send_WhenGatewayIsBusyTwice_IsRetriedAndSent(int status)
    {
        var phone = GatewaySteps.NewPhone();
        api.Twilio.Script(phone, Replies.Whole(status), Replies.Whole(status, "", ("Retry-After", "0")));

        var sms = await api.SmsOnceAsync(await api.AcceptSmsAsync(phone), "sent");

        Assert.Equal("queued sending queued sending queued sending sent", sms.StatusesInARow());
        Assert.Equal(3, (int?)sms["attempts"]);
        Assert.Equal(3, api.Twilio.RequestsTo(phone).Count);
    }

    [Fact]
    public async Task Send_WhenRetryAfterIsADay_IsQueuedUntilExpiryAndCanBeCanceled()
    {
        var phone = GatewaySteps.NewPhone();
        api.Twilio.Script(phone, Replies.Whole(429, "", ("Retry-After", "86400")));

        var id = await api.AcceptSmsAsync(phone);
        object? isDueAtExpiry = null;
        await Poll.UntilAsync(async () =>
        {
            isDueAtExpiry = await api.QueryAsync(
                "SELECT due_at = expires_at FROM sms_messages WHERE id = @id AND attempts = 1 AND NOT is_handing_over",
                ("id", Guid.Parse(id)));
            return isDueAtExpiry is not null;
        });

        Assert.Equal("queued", (string?)(await SmsAsync(id))["status"]);
        Assert.Equal(true, isDueAtExpiry);
        Assert.Equal(
            "canceled", (string?)(await api.PostAsync($"/sms-messages/{id}/cancel", "")).Expect(HttpStatusCode.OK).Json["status"]);
    }

    public static TheoryData<string> Doubts => ["500", "closed", "reset", "malformed"];

    [Theory]
    [MemberData(nameof(Doubts))]
    public async Task Send_WhenOutcomeIsUncertain_IsUnknownAndNotSentAgain(string doubt)
    {
        var phone = GatewaySteps.NewPhone();
        api.Twilio.Script(phone, doubt switch
        {
            "500" => Replies.Whole(500),
            "closed" => Replies.Close,
            "reset" => Replies.Reset,
            _ => Replies.Raw("nonsense\r\n\r\n"),
        });

        var id = await api.AcceptSmsAsync(phone);
        var sms = await api.SmsOnceAsync(id, "unknown");

        Assert.Equal("queued sending unknown", sms.StatusesInARow());
        Assert.Equal(("outcome_unknown", true), ((string?)sms["error"]!["code"], (bool?)sms["is_final"]));
        Assert.Null(await api.QueryAsync("SELECT due_at FROM sms_messages WHERE id = @id", ("id", Guid.Parse(id))));
        Assert.Single(api.Twilio.RequestsTo(phone));
    }

    [Fact]
    public async Task Send_WhenBodyOfAcceptanceStalls_IsSent()
    {
        var phone = GatewaySteps.NewPhone();
        api.Twilio.Script(phone, Replies.Slow(201, "{"));

        var sms = await api.SmsOnceAsync(await api.AcceptSmsAsync(phone), "sent");

        Assert.Equal("queued sending sent", sms.StatusesInARow());
        Assert.Single(api.Twilio.RequestsTo(phone));
    }

    [Theory]
    [InlineData("queued", "sent")]
    [InlineData("accepted", "sent")]
    [InlineData("sending", "sent")]
    [InlineData("sent", "sent")]
    [InlineData("a new one", "sent")]
    [InlineData("delivered", "sent delivered")]
    [InlineData("undelivered", "sent undelivered")]
    [InlineData("failed", "sent undelivered")]
    public async Task Report_WhenSigned_IsRecordedOnce(string status, string expected)
    {
        var (id, callback) = await SentAsync();

        for (var time = 0; time < 2; time++)
        {
            (await ReportAsync(callback, Fields(status))).Expect(HttpStatusCode.NoContent);
        }

        var sms = await SmsAsync(id);
        Assert.Equal("queued sending " + expected, sms.StatusesInARow());
        Assert.Equal(expected.EndsWith("undelivered", StringComparison.Ordinal) ? "undelivered" : null, (string?)sms["error"]?["code"]);
    }

    [Theory]
    [InlineData("delivered", "undelivered")]
    [InlineData("undelivered", "delivered")]
    [InlineData("delivered", "sent")]
    [InlineData("undelivered", "sending")]
    public async Task Report_WhenLate_ChangesNothing(string status, string later)
    {
        var (id, callback) = await SentAsync();
        (await ReportAsync(callback, Fields(status))).Expect(HttpStatusCode.NoContent);
        var before = (await SmsAsync(id)).ToJsonString();

        (await ReportAsync(callback, Fields(later))).Expect(HttpStatusCode.NoContent);

        Assert.Equal(before, (await SmsAsync(id)).ToJsonString());
    }

    [Theory]
    [InlineData("queued", "sent", "queued sending sent")]
    [InlineData("sent", "sent", "queued sending sent")]
    [InlineData("delivered", "delivered", "queued sending delivered")]
    [InlineData("failed", "undelivered", "queued sending undelivered")]
    public async Task Report_BeforeTheResponse_IsRecorded(string status, string final, string expected)
    {
        var phone = GatewaySteps.NewPhone();
        var (arrived, done) = (new TaskCompletionSource(), new TaskCompletionSource());
        api.Twilio.Script(phone, Replies.Held(arrived, done.Task, TwilioDouble.Accepts));

        var id = await api.AcceptSmsAsync(phone);
        await arrived.Task;
        (await ReportAsync(Assert.Single(api.Twilio.RequestsTo(phone)).Form["StatusCallback"], Fields(status)))
            .Expect(HttpStatusCode.NoContent);
        done.SetResult();

        Assert.Equal(expected, (await api.SmsOnceAsync(id, final)).StatusesInARow());
        Assert.Single(api.Twilio.RequestsTo(phone));
    }

    [Theory]
    [InlineData("delivered")]
    [InlineData("undelivered")]
    public async Task Report_WhenStatusIsUnknown_SettlesIt(string status)
    {
        var phone = GatewaySteps.NewPhone();
        api.Twilio.Script(phone, Replies.Close);
        var id = await api.AcceptSmsAsync(phone);
        await api.SmsOnceAsync(id, "unknown");

        (await ReportAsync(Assert.Single(api.Twilio.RequestsTo(phone)).Form["StatusCallback"], Fields(status)))
            .Expect(HttpStatusCode.NoContent);

        Assert.Equal("queued sending unknown " + status, (await SmsAsync(id)).StatusesInARow());
    }

    [Fact]
    public async Task Report_WithUnusualFields_IsVerifiedAsTwilioSigns()
    {
        var (id, callback) = await SentAsync();
        var fields = Fields("delivered");
        fields["Body"] = "Grüße & 20 € + 100% =\r\n";
        fields["ErrorMessage"] = "";
        fields["zz"] = "lower case comes after upper case";
        fields["ApiVersion"] = "2010-04-01";

        (await ReportAsync(callback, fields)).Expect(HttpStatusCode.NoContent);

        Assert.Equal("delivered", (string?)(await SmsAsync(id))["status"]);
    }

    [Fact]
    public async Task Report_OfUnknownMessage_ChangesNothing()
    {
        var (_, callback) = await SentAsync();
        var other = callback[..^36] + Guid.CreateVersion7();

        (await ReportAsync(other, Fields("delivered"))).Expect(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("30003", "30003")]
    [InlineData("", null)]
    [InlineData("+15557391846", null)]
    public async Task Report_OfFailure_NamesCarriersCode(string code, string? expected)
    {
        var (id, callback) = await SentAsync();
        var fields = Fields("undelivered");
        fields["ErrorCode"] = code;

        (await ReportAsync(callback, fields)).Expect(HttpStatusCode.NoContent);

        var error = (await SmsAsync(id))["error"]!;
        Assert.Equal(("undelivered", expected), ((string?)error["code"], (string?)error["provider_code"]));
    }

    /// <summary>The report names Twilio's id of a message whose response was lost.</summary>
    [Fact]
    public async Task Report_WhenResponseWasLost_SetsProviderMessageId()
    {
        var phone = GatewaySteps.NewPhone();
        api.Twilio.Script(phone, Replies.Close);
        var id = await api.AcceptSmsAsync(phone);
        Assert.Null((await api.SmsOnceAsync(id, "unknown"))["provider_message_id"]);

        (await ReportAsync(Assert.Single(api.Twilio.RequestsTo(phone)).Form["StatusCallback"], Fields("delivered")))
            .Expect(HttpStatusCode.NoContent);

        Assert.Equal("SM1", (string?)(await SmsAsync(id))["provider_message_id"]);
    }

    /// <summary>
    /// A proxy in front of the service changes host, scheme and port of the request. Twilio signs the address that it was told, with its
    /// port or without. Its own library decides here what is authentic.
    /// </summary>
    [Theory]
    [InlineData("https://sms.example", true)]
    [InlineData("https://sms.example:443", true)]
    [InlineData("https://sms.example:8443", false)]
    [InlineData("https://sms.example:80", false)]
    [InlineData("http://sms.example", false)]
    [InlineData("http://127.0.0.1:8000", false)]
    public async Task Report_BehindProxy_IsVerifiedAsTwiliosLibraryDoes(string origin, bool isAuthentic)
    {
        var (_, callback) = await SentAsync();
        var fields = Fields("delivered");
        var signature = TwilioDouble.Sign(callback.Replace("https://sms.example", origin, StringComparison.Ordinal), fields);
        using var content = new FormUrlEncodedContent(fields);

        var answer = await api.Client.SendContentAsync(
            HttpMethod.Post, new Uri(callback).PathAndQuery, content,
            [("X-Twilio-Signature", signature), ("Host", "localhost:5000"), ("X-Forwarded-Proto", "http"), ("X-Forwarded-Port", "5000")]);

        Assert.Equal(isAuthentic, new RequestValidator(TwilioDouble.AuthToken).Validate(callback, fields, signature));
        Assert.Equal(isAuthentic ? HttpStatusCode.NoContent : HttpStatusCode.Unauthorized, answer.Status);
    }

    public enum Forgery
    {
        NoSignature,
        EmptySignature,
        OtherToken,
        OtherStatus,
        MoreFields,
        FewerFields,
        OtherMessage,
        MoreInTheAddress,
        OtherAddress,
        OtherGateway,
        NoId,
        MalformedId,
        InTheQuery,
    }

    public static readonly TheoryData<Forgery> Forgeries = new(Enum.GetValues<Forgery>());

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Report_WhenForged_IsRefusedAndChangesNothing(Forgery forgery)
    {
        var (id, callback) = await SentAsync();
        var (_, other) = await SentAsync();
        var fields = Fields("delivered");
        var signed = TwilioDouble.Sign(callback, fields);
        var before = (await SmsAsync(id)).ToJsonString();

        var answer = forgery switch
        {
            Forgery.NoSignature => await ReportAsync(callback, fields, null),
            Forgery.EmptySignature => await ReportAsync(callback, fields, ""),
            Forgery.OtherToken => await ReportAsync(callback, fields, TwilioDouble.Sign(callback, fields, "another token")),
            Forgery.OtherStatus => await ReportAsync(callback, Fields("undelivered"), signed),
            Forgery.MoreFields => await ReportAsync(callback, new Dictionary<string, string>(fields) { ["ErrorCode"] = "30005" }, signed),
            Forgery.FewerFields => await ReportAsync(callback, fields.Where(field => field.Key != "To").ToDictionary(), signed),
            Forgery.OtherMessage => await ReportAsync(callback, fields, TwilioDouble.Sign(other, fields)),
            Forgery.MoreInTheAddress => await ReportAsync(callback + "&more=1", fields, TwilioDouble.Sign(callback + "&more=1", fields)),
            Forgery.OtherAddress =>
                await ReportAsync(
                    callback, fields, TwilioDouble.Sign(callback.Replace("sms.example", "localhost", StringComparison.Ordinal), fields)),
            Forgery.OtherGateway => await ReportAsync(callback.Replace("/twilio?", "/kannel?", StringComparison.Ordinal), fields, signed),
            Forgery.NoId => await ReportAsync(callback.Split('?')[0], fields, TwilioDouble.Sign(callback.Split('?')[0], fields)),
            Forgery.MalformedId => await ReportAsync(callback + "0", fields, TwilioDouble.Sign(callback + "0", fields)),
            _ => await ReportAsync(callback + "&MessageStatus=delivered", [], TwilioDouble.Sign(callback + "&MessageStatus=delivered", [])),
        };

        answer.ExpectProblem(HttpStatusCode.Unauthorized, "delivery_report_not_authentic");
        Assert.Equal(before, (await SmsAsync(id)).ToJsonString());
    }

    /// <summary>
    /// The example in Twilio's documentation (Webhooks Security). It shows that the signatures of the other tests are correct.
    /// </summary>
    [Fact]
    public void Sign_OfTwiliosExample_ReturnsItsSignature() => Assert.Equal(
        "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
        TwilioDouble.Sign(
            "https://mycompany.com/myapp.php?foo=1&bar=2",
            new Dictionary<string, string>
            {
                ["CallSid"] = "CA1234567890ABCDE",
                ["Caller"] = "+14158675309",
                ["Digits"] = "1234",
                ["From"] = "+14158675309",
                ["To"] = "+18005551212",
            },
            "12345"));

    private static Dictionary<string, string> Fields(string status) => new()
    {
        ["MessageStatus"] = status,
        ["AccountSid"] = TwilioDouble.AccountSid,
        ["MessageSid"] = "SM1",
        ["To"] = "+15557391846",
        ["From"] = TwilioDouble.From,
        ["ApiVersion"] = "2010-04-01",
    };

    private async Task<(string Id, string Callback)> SentAsync()
    {
        var phone = GatewaySteps.NewPhone();
        var id = await api.AcceptSmsAsync(phone);
        await api.SmsOnceAsync(id, "sent");
        return (id, Assert.Single(api.Twilio.RequestsTo(phone)).Form["StatusCallback"]);
    }

    private async Task<JsonNode> SmsAsync(string id) => (await api.GetAsync($"/sms-messages/{id}")).Expect(HttpStatusCode.OK).Json;

    private Task<Answer> ReportAsync(string callback, Dictionary<string, string> fields) =>
        ReportAsync(callback, fields, TwilioDouble.Sign(callback, fields));

    private async Task<Answer> ReportAsync(string callback, Dictionary<string, string> fields, string? signature)
    {
        using var content = new FormUrlEncodedContent(fields);
        return await api.Client.SendContentAsync(
            HttpMethod.Post, new Uri(callback).PathAndQuery, content, signature is null ? [] : [("X-Twilio-Signature", signature)]);
    }
}

/// <summary>The product with a short gateway timeout.</summary>
public sealed class ImpatientTwilioTests(ImpatientTwilioFixture api) : IClassFixture<ImpatientTwilioFixture>
{
    [Fact]
    public async Task Send_WhenTimeoutExpires_IsUnknownAndNotSentAgain()
    {
        var phone = GatewaySteps.NewPhone();
        api.Twilio.Script(phone, Replies.Silence);

        var sms = await api.SmsOnceAsync(await api.AcceptSmsAsync(phone), "unknown");

        Assert.Equal("queued sending unknown", sms.StatusesInARow());
        Assert.Equal(
            """{"code":"outcome_unknown","detail":"The gateway did not respond in time.","provider_code":null}""",
            sms["error"]!.ToJsonString());
        Assert.Single(api.Twilio.RequestsTo(phone));
    }
}

/// <summary>The product with a server that listens only later.</summary>
public sealed class AwayTwilioTests(AwayTwilioFixture api) : IClassFixture<AwayTwilioFixture>
{
    [Fact]
    public async Task Send_WhenGatewayWasAwayAndCircuitOpen_IsSentWhenItIsBack()
    {
        const int Messages = 40;
        var phones = Enumerable.Range(0, Messages).Select(_ => GatewaySteps.NewPhone()).ToArray();
        var ids = await Task.WhenAll(phones.Select(phone => api.AcceptSmsAsync(phone)));

        // Enough calls have failed by then to open the circuit.
        await api.SmsOnceAsync(ids[^1], sms => (int?)sms["attempts"] > 2);
        api.Twilio.Listen();

        foreach (var id in ids)
        {
            Assert.Matches(@"\Aqueued( sending queued)+ sending sent\z", (await api.SmsOnceAsync(id, "sent")).StatusesInARow());
        }

        Assert.All(phones, phone => Assert.Single(api.Twilio.RequestsTo(phone)));
        Assert.Equal(Messages, api.Twilio.Requests.Count);
    }
}
