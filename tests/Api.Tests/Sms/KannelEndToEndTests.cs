using System.Net;
using Concierge.Domain.Sms;
using Concierge.Infrastructure.Sms.Gateways;

namespace Concierge.Api.Tests.Sms;

/// <summary>A real Kannel submits messages to a simulated operator and reports back over HTTP.</summary>
public sealed class KannelEndToEndTests(RealKannelFixture kannel) : IClassFixture<RealKannelFixture>
{
    private const string Cyrillic = "\u0416";

    private const string Emoji = "\U0001F600";

    /// <summary>What is repeated, how often, and the number of parts.</summary>
    public static TheoryData<string, int, int> Texts => new()
    {
        { "a", 160, 1 },
        { "a", 161, 2 },
        { "abcdefghij", 160, 11 },
        { "\u20AC", 80, 1 },
        { "\u20AC", 81, 2 },
        { "[\u20AC] ", 100, 5 },
        { Cyrillic, 70, 1 },
        { Cyrillic, 71, 2 },
        { Cyrillic, 1600, 24 },
        { Emoji, 35, 1 },
        { Emoji, 36, 2 },
        { Emoji, 1600, 49 },
        { "Hi @[]{}\u20AC ~^|\\ ", 1, 1 },
        { "Gr\u00FC\u00DFe, \u00C4\u00D6\u00DC\u00E4\u00F6\u00FC\u00DF & 100% + 1 = ?", 1, 1 },
        { Emoji + " Gr\u00FC\u00DFe \U0001F468\u200D\U0001F469\u200D\U0001F467", 1, 1 },
        { "\u4F60\u597D \u0107", 1, 1 },
        { "0123456789 \u00E4\u00F6\u00FC [20 \u20AC] ", 12, 2 },
        { Emoji + " \u20AC ab", 40, 5 },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Send_WithDocumentedSettings_ArrivesWholeAndIsReportedDelivered(string text, int times, int parts)
    {
        Assert.SkipUnless(KannelProcesses.Missing is null, KannelProcesses.Missing ?? "");
        var body = string.Concat(Enumerable.Repeat(text, times)).TrimEnd() + (times > 1 && text[^1] == ' ' ? "." : "");
        var (phone, sms) = (GatewaySteps.NewPhone(), SmsText.From(body));

        var id = (string)(await kannel.Documented.SendAsync(phone, body)).Expect(HttpStatusCode.Created).Json["message_id"]!;

        var message = await kannel.Documented.UntilFinalAsync(id);
        Assert.Equal(("delivered", 1, parts), ((string?)message["status"], (int?)message["attempts"], (int?)message["segments"]));
        var (arrived, arrivedParts) = kannel.Processes.ArrivedAt(phone, sms.Encoding);
        Assert.Equal(body, arrived);
        Assert.Equal(parts > 1, arrivedParts > 1);
    }

    /// <summary>Kannel cuts a longer text to its first part for a user without <c>max-messages</c>.</summary>
    [Theory]
    [InlineData("a", 160, true)]
    [InlineData("a", 161, false)]
    [InlineData("a", 1600, false)]
    [InlineData("\u20AC", 80, true)]
    [InlineData("\u20AC", 81, false)]
    [InlineData(Cyrillic, 70, true)]
    [InlineData(Cyrillic, 71, false)]
    [InlineData(Emoji, 35, true)]
    [InlineData(Emoji, 36, false)]
    public async Task Send_WithPlainUser_ArrivesWholeOrIsRefused(string text, int times, bool isAccepted)
    {
        Assert.SkipUnless(KannelProcesses.Missing is null, KannelProcesses.Missing ?? "");
        var (phone, body) = (GatewaySteps.NewPhone(), string.Concat(Enumerable.Repeat(text, times)));

        var answer = await kannel.Plain.SendAsync(phone, body);

        if (isAccepted)
        {
            await kannel.Plain.UntilFinalAsync((string)answer.Expect(HttpStatusCode.Created).Json["message_id"]!);
            Assert.Equal((body, 1), kannel.Processes.ArrivedAt(phone, SmsText.From(body).Encoding));
        }
        else
        {
            answer.ExpectProblem(HttpStatusCode.BadRequest, "body_too_long", "/message_body");
        }
    }

    /// <summary>Kannel drops a report that is answered 503, unless it is told to send it again.</summary>
    [Fact]
    public async Task Report_WhenServiceWasAway_IsSentAgain()
    {
        Assert.SkipUnless(KannelProcesses.Missing is null, KannelProcesses.Missing ?? "");
        var lost = kannel.Documented.LoseReports(2);

        var id = (string)(await kannel.Documented.SendAsync(GatewaySteps.NewPhone(), "Hello"))
            .Expect(HttpStatusCode.Created).Json["message_id"]!;

        Assert.Equal("delivered", (string?)(await kannel.Documented.UntilFinalAsync(id))["status"]);
        Assert.Equal(2, lost());
    }

    [Fact]
    public async Task Send_WithWrongPassword_IsRetryable()
    {
        Assert.SkipUnless(KannelProcesses.Missing is null, KannelProcesses.Missing ?? "");
        using var request = new HttpRequestMessage(
            HttpMethod.Get, kannel.Processes.Url + "?username=concierge&password=wrong&to=%2B15557391846&text=Hi");

        var outcome = await GatewayClients.Create().SendAsync(
            request, response => GatewayClient.ReadStatus(response, "Kannel") ?? new SendOutcome.Accepted(),
            TestContext.Current.CancellationToken);

        Assert.Equal(new SendOutcome.Retryable("Kannel refused the credentials or the address (HTTP 403). Check the settings."), outcome);
    }
}
