using System.Net;
using Concierge.Api.Tests.Concurrency;
using Concierge.Api.Tests.Hosting;
using static Concierge.Api.Tests.Sms.SmsSteps;

namespace Concierge.Api.Tests.Sms;

/// <summary>Number and text are removed for good.</summary>
public sealed class RedactSmsTests(SmsFixture api) : IClassFixture<SmsFixture>
{
    [Theory]
    [InlineData("0001", "delivered")]
    [InlineData("0002", "undelivered")]
    [InlineData("0003", "failed")]
    [InlineData("0007", "unknown")]
    public async Task Redact_WithTerminalStatus_RemovesNumberAndText(string fate, string status)
    {
        var phone = NewPhone(fate);
        var before = await api.AddSmsUntilAsync(status, phone);

        var answer = (await RedactAsync(before.SmsId())).Expect(HttpStatusCode.OK);

        var redacted = answer.Json;
        Assert.NotNull((string?)redacted["redacted_at"]);
        (before["recipient_phone"], before["message_body"]) = ("", "");
        before["redacted_at"] = redacted["redacted_at"]!.DeepClone();
        Assert.Equal(before.ToJsonString(), redacted.ToJsonString());
        var found = await api.GetAsync($"/sms-messages/{before.SmsId()}");
        Assert.Equal((answer.Text, answer.ETag), (found.Text, found.ETag));
        Assert.Equal(
            true,
            await api.QueryAsync(
                "SELECT sealed_phone = '' AND sealed_body = '' AND phone_index = '' FROM sms_messages WHERE id = @id",
                ("id", Guid.Parse(before.SmsId()))));
        Assert.Empty((await api.SmsPagesAsync($"/sms-messages?recipient_phone={phone}")).Single());
        Assert.Contains(before.SmsId(), (await api.SmsPagesAsync($"/sms-messages?status={status}")).SelectMany(page => page));
    }

    [Theory]
    [InlineData(null, "0004", "sent")]
    [InlineData(Later, "0001", "scheduled")]
    public async Task Redact_WithoutTerminalStatus_IsRefused(string? sendAt, string fate, string status)
    {
        var phone = NewPhone(fate);
        var id = (await api.AddSmsUntilAsync(status, phone, sendAt)).SmsId();
        var row = await api.SmsRowAsync(id);

        (await RedactAsync(id)).ExpectSmsProblem(HttpStatusCode.Conflict, "sms_not_redactable", secrets: phone);

        Assert.Equal(row, await api.SmsRowAsync(id));
    }

    [Fact]
    public async Task Redact_WhenRepeated_ChangesNothing()
    {
        var id = (await api.AddSmsUntilAsync("delivered", NewPhone())).SmsId();
        (await RedactAsync(id)).Expect(HttpStatusCode.OK);
        var row = await api.SmsRowAsync(id);

        (await RedactAsync(id)).Expect(HttpStatusCode.OK);

        Assert.Equal(row, await api.SmsRowAsync(id));
    }

    /// <summary>A replay shows the message as it is now.</summary>
    [Fact]
    public async Task Redact_AfterCancel_IsNotUndoneByReplay()
    {
        var phone = NewPhone();
        var id = (await api.AddSmsAsync(phone, Later)).SmsId();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        (await api.SendAsync(HttpMethod.Post, $"/sms-messages/{id}/cancel", null, null, key)).Expect(HttpStatusCode.OK);
        (await RedactAsync(id)).Expect(HttpStatusCode.OK);

        var replay = (await api.SendAsync(HttpMethod.Post, $"/sms-messages/{id}/cancel", null, null, key)).Expect(HttpStatusCode.OK);

        Assert.Equal("true", replay.Headers["Idempotent-Replayed"]);
        Assert.DoesNotContain(Text, replay.Text, StringComparison.Ordinal);
        Assert.Equal("", (string?)replay.Json["message_body"]);
    }

    [Fact]
    public async Task Redact_WhenMessageIsUnknown_IsNotFound() =>
        (await RedactAsync(Guid.CreateVersion7().ToString())).ExpectSmsProblem(HttpStatusCode.NotFound, "sms_not_found");

    [Fact]
    public async Task Redact_WhenIdIsMalformed_IsRefused() =>
        (await RedactAsync("1")).ExpectSmsProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "id_invalid");

    [Fact]
    public async Task Redact_WhenManyAreConcurrent_AllSucceedAndItIsRedactedOnce()
    {
        var id = (await api.AddSmsUntilAsync("delivered", NewPhone())).SmsId();

        var answers = await Crowd.RushAsync(_ => RedactAsync(id));

        Assert.All(answers, answer => answer.Expect(HttpStatusCode.OK));
        Assert.Single(answers.Select(answer => answer.Text).Distinct());
    }

    private Task<Answer> RedactAsync(string id) => api.SendAsync(HttpMethod.Post, $"/sms-messages/{id}/redact");
}
