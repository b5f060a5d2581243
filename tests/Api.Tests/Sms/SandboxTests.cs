using System.Net;
using System.Text.Json.Nodes;
using static Concierge.Api.Tests.Sms.SmsSteps;

namespace Concierge.Api.Tests.Sms;

public sealed class SandboxTests(SmsFixture api) : IClassFixture<SmsFixture>
{
    [Theory]
    [InlineData("0001", "delivered", null, 1, "queued,sending,sent,delivered")]
    [InlineData("0002", "undelivered", "undelivered", 1, "queued,sending,sent,undelivered")]
    [InlineData("0003", "failed", "gateway_refused", 1, "queued,sending,failed")]
    [InlineData("0004", "sent", null, 1, "queued,sending,sent")]
    [InlineData("0005", "delivered", null, 1, "queued,sending,sent,delivered")]
    [InlineData("0007", "unknown", "outcome_unknown", 1, "queued,sending,unknown")]
    [InlineData("0008", "delivered", null, 3, "queued,sending,queued,sending,queued,sending,sent,delivered")]
    [InlineData("0000", "delivered", null, 1, "queued,sending,sent,delivered")]
    [InlineData("9999", "delivered", null, 1, "queued,sending,sent,delivered")]
    public async Task Post_WithNumberOfSandbox_EndsAsDocumented(string fate, string status, string? error, int attempts, string statuses)
    {
        var phone = NewPhone(fate);

        var message = await api.AddSmsUntilAsync(status, phone);

        // Reports are made one after the other: those on an earlier message come before those on a later one.
        await api.AddSmsUntilAsync("delivered", NewPhone());
        var later = (await api.GetAsync($"/sms-messages/{message.SmsId()}")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(message.ToJsonString(), later.ToJsonString());
        Assert.Equal((statuses, attempts, (string?)message["error"]?["code"]), (later.Statuses(), (int?)later["attempts"], error));
        Assert.Equal(status != "sent", (bool?)later["is_final"]);
        if (error is not null)
        {
            var detail = (string)later["error"]!["detail"]!;
            Assert.False(string.IsNullOrWhiteSpace(detail));
            Assert.DoesNotContain(phone, detail, StringComparison.Ordinal);
            Assert.DoesNotContain(Text, detail, StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// The report of the delivery may arrive before the response to the attempt. The report of the submission is too late in any case.
    /// </summary>
    [Fact]
    public async Task Post_WhenReportsAreOutOfOrder_IsDelivered()
    {
        var message = await api.AddSmsUntilAsync("delivered", NewPhone("0006"));

        await api.AddSmsUntilAsync("delivered", NewPhone());
        var later = (await api.GetAsync($"/sms-messages/{message.SmsId()}")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(message.ToJsonString(), later.ToJsonString());
        Assert.Contains(later.Statuses(), new[] { "queued,sending,sent,delivered", "queued,sending,delivered" });
        Assert.Null(later["error"]);
    }

    [Theory]
    [InlineData("0001", "delivered", "scheduled,queued,sending,sent,delivered")]
    [InlineData("0002", "undelivered", "scheduled,queued,sending,sent,undelivered")]
    [InlineData("0003", "failed", "scheduled,queued,sending,failed")]
    [InlineData("0007", "unknown", "scheduled,queued,sending,unknown")]
    [InlineData("0008", "delivered", "scheduled,queued,sending,queued,sending,queued,sending,sent,delivered")]
    public async Task Post_WithSendAtAndNumberOfSandbox_EndsAsDocumented(string fate, string status, string statuses)
    {
        var sendAt = DateTimeOffset.UtcNow.AddMilliseconds(300).Write();

        var message = await api.AddSmsUntilAsync(status, NewPhone(fate), sendAt);

        Assert.Equal(statuses, message.Statuses());
        Assert.True(string.CompareOrdinal(sendAt, message.Since("queued")) <= 0, message.ToJsonString());
    }

    [Fact]
    public async Task Get_UntilFinal_ReturnsGrowingHistory()
    {
        string[] fates = ["0001", "0002", "0003", "0005", "0006", "0007", "0008"];

        await Task.WhenAll(fates.Select(async fate =>
        {
            var last = (await api.AddSmsAsync(NewPhone(fate))).ToJsonString();
            await UntilAsync(
                async () => (await api.GetAsync($"/sms-messages/{JsonNode.Parse(last)!.SmsId()}")).Expect(HttpStatusCode.OK).Json,
                message =>
                {
                    var (before, after) = (HistoryOf(JsonNode.Parse(last)!), HistoryOf(message));
                    Assert.Equal(before, after.Take(before.Count));
                    Assert.Equal(message.Status(), after[^1].Status);
                    Assert.Equal(after.Select(change => change.At).Order(StringComparer.Ordinal), after.Select(change => change.At));
                    Assert.True((int)JsonNode.Parse(last)!["attempts"]! <= (int)message["attempts"]!);
                    last = message.ToJsonString();
                    return (bool)message["is_final"]!;
                },
                message => message.ToJsonString());
        }));
    }

    private static List<(string Status, string At)> HistoryOf(JsonNode message) =>
        [.. message["status_history"]!.AsArray().Select(change => ((string)change!["status"]!, (string)change["at"]!))];
}
