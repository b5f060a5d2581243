using System.Net;
using System.Text.Json;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Orders;
using static Concierge.Api.Tests.Sms.SmsSteps;

namespace Concierge.Api.Tests.Sms;

public sealed class QueueSmsTests(SmsClockFixture api) : IClassFixture<SmsClockFixture>
{
    [Fact]
    public async Task Post_WithoutSendAt_ReturnsAllMembers()
    {
        // A second of its own, in which the id is the first one.
        api.Clock.Now += TimeSpan.FromSeconds(1);
        var (phone, now) = (NewPhone(), api.Clock.Now.Write());

        var answer = (await api.PostAsync("/sms-messages", Body(phone))).Expect(HttpStatusCode.Created);

        var id = answer.Json.SmsId();
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", id);
        Assert.Equal(
            $$"""
            {"message_id":"{{id}}","recipient_phone":"+1{{phone}}","message_body":"{{Text}}","timestamp":"{{now}}",
            "status":"queued","is_final":false,"segments":1,"attempts":0,"error":null,"provider_message_id":null,"send_at":null,
            "expires_at":"{{(api.Clock.Now + TimeSpan.FromHours(4)).Write()}}","metadata":{},"redacted_at":null,
            "status_history":[{"status":"queued","at":"{{now}}"}]}
            """.ReplaceLineEndings(""),
            answer.Text);
        Assert.Equal($"/sms-messages/{id}", answer.Headers["Location"]);
        Assert.Equal("\"1\"", answer.Tag);
        Assert.Equal("application/json", answer.ContentType);
    }

    [Fact]
    public async Task Post_WithSendAt_ReturnsAllMembers()
    {
        api.Clock.Now += TimeSpan.FromSeconds(1);
        var (phone, now) = (NewPhone(), api.Clock.Now.Write());

        var answer = (await api.PostAsync("/sms-messages", Body(phone, "2099-01-01T00:30:00.1239+01:00"))).Expect(HttpStatusCode.Created);

        Assert.Equal(
            $$"""
            {"message_id":"{{answer.Json.SmsId()}}","recipient_phone":"+1{{phone}}","message_body":"{{Text}}","timestamp":"{{now}}",
            "status":"scheduled","is_final":false,"segments":1,"attempts":0,"error":null,"provider_message_id":null,
            "send_at":"2098-12-31T23:30:00.123Z",
            "expires_at":"2099-01-01T03:30:00.123Z","metadata":{},"redacted_at":null,
            "status_history":[{"status":"scheduled","at":"{{now}}"}]}
            """.ReplaceLineEndings(""),
            answer.Text);
        var found = (await api.GetAsync(answer.Headers["Location"])).Expect(HttpStatusCode.OK);
        Assert.Equal(answer.Text, found.Text);
        Assert.Equal(answer.ETag, found.ETag);
    }

    [Fact]
    public async Task Post_Always_ReturnsTimestampOfId()
    {
        for (var i = 0; i < 20; i++)
        {
            var message = await api.AddSmsAsync(NewPhone());

            var milliseconds = Convert.ToInt64(message.SmsId().Replace("-", "", StringComparison.Ordinal)[..12], 16);
            Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).Write(), message.Text("timestamp"));
            Assert.Equal(message.Text("timestamp"), message.Since("queued"));
        }
    }

    [Fact]
    public async Task Post_UnderV1_ReturnsLocationUnderV1()
    {
        var answer = (await api.PostAsync("/v1/sms-messages", Body(NewPhone()))).Expect(HttpStatusCode.Created);

        Assert.Equal($"/v1/sms-messages/{answer.Json.SmsId()}", answer.Headers["Location"]);
        Assert.Equal(answer.Json.SmsId(), (await api.GetAsync(answer.Headers["Location"])).Json.SmsId());
    }

    [Theory]
    [InlineData("2125550123", "+12125550123")]
    [InlineData("+4915155550123", "+4915155550123")]
    public async Task Post_WithValidPhone_IsSentInInternationalForm(string phone, string expected)
    {
        var count = api.Gateway.To(expected).Count;

        var message = await api.AddSmsAsync(phone);

        Assert.Equal(expected, message.Text("recipient_phone"));
        var sent = await api.GetUntilAsync(message.SmsId(), "sent");
        Assert.Equal(expected, sent.Json.Text("recipient_phone"));
        Assert.Equal(message.SmsId(), api.Gateway.To(expected)[count].Id.ToString());
    }

    [Theory]
    [InlineData("5551230001")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\"\"")]
    [InlineData("\"555123000\"")]
    public async Task Post_WithInvalidPhone_IsRefused(string phone)
    {
        var answer = await ExpectRefusedAsync(
            $$"""{"recipient_phone":{{phone}},"message_body":"{{Text}}"}""",
            "phone_invalid", "/recipient_phone", "phone_invalid", "555123", "234567890");

        Assert.Equal(["/recipient_phone phone_invalid"], answer.Errors());
    }

    [Fact]
    public async Task Post_WhenPhoneIsMissing_IsRefused()
    {
        var answer = await ExpectRefusedAsync($$"""{"message_body":"{{Text}}"}""", "phone_invalid", "/recipient_phone", "phone_invalid");

        Assert.Equal(["/recipient_phone phone_invalid"], answer.Errors());
    }

    [Theory]
    [InlineData("\"\"", "body_blank", "body_blank")]
    [InlineData("null", "validation_failed", "required")]
    [InlineData("7", "validation_failed", "type_invalid")]
    [InlineData("\"Hello there\\u0000\"", "text_invalid", "text_invalid")]
    [InlineData("\"Hello there\\ud83d\"", "text_invalid", "text_invalid")]
    public async Task Post_WithInvalidText_IsRefused(string text, string code, string errorCode)
    {
        var phone = NewPhone();

        var answer = await ExpectRefusedAsync(
            $$"""{"recipient_phone":"{{phone}}","message_body":{{text}}}""", code, "/message_body", errorCode, phone, "Hello there");

        Assert.Equal([$"/message_body {errorCode}"], answer.Errors());
    }

    [Fact]
    public async Task Post_WhenTextIsMissing_IsRefused()
    {
        var phone = NewPhone();

        await ExpectRefusedAsync($$"""{"recipient_phone":"{{phone}}"}""", "validation_failed", "/message_body", "required", phone);
    }

    /// <summary>Lengths are counted in code points, of which some take two UTF-16 code units.</summary>
    [Theory]
    [InlineData("a", 11)]
    [InlineData("€", 22)]
    [InlineData("ж", 24)]
    [InlineData("\U0001F600", 49)]
    public async Task Post_AtMaxTextLength_IsSentAndOneMoreCharacterIsRefused(string character, int segments)
    {
        var (phone, text) = (NewPhone(), string.Concat(Enumerable.Repeat(character, 1600)));

        var message = await api.AddSmsAsync(phone, text: text);

        Assert.Equal(text, message.Text("message_body"));
        Assert.Equal(segments, (int?)message["segments"]);
        var sent = await api.GetUntilAsync(message.SmsId(), "sent");
        Assert.Equal(text, sent.Json.Text("message_body"));
        Assert.Equal(text, Assert.Single(api.Gateway.To("+1" + phone)).Text.Value);
        await ExpectRefusedAsync(
            JsonSerializer.Serialize(Body(phone, text: text + character)), "body_too_long", "/message_body", "body_too_long", phone);
    }

    [Theory]
    [InlineData("x")]
    [InlineData(" leading and trailing ")]
    [InlineData("one\ntwo\r\nthree\tfour")]
    [InlineData("\"quotes\" \\ and <tags> & 'apostrophes'")]
    [InlineData("@[]{}€^~|\\ £¥èΔΩ")]
    [InlineData("日本語 العربية \U0001F469‍\U0001F469‍\U0001F467 e\u0301")]
    public async Task Post_WithSpecialCharacters_IsSentUnchanged(string text)
    {
        var phone = NewPhone();

        var message = await api.AddSmsAsync(phone, text: text);

        Assert.Equal(text, message.Text("message_body"));
        Assert.Equal(text, (await api.GetUntilAsync(message.SmsId(), "sent")).Json.Text("message_body"));
        Assert.Equal(text, Assert.Single(api.Gateway.To("+1" + phone)).Text.Value);
    }

    [Theory]
    [InlineData("1", "validation_failed", "type_invalid")]
    [InlineData("\"soon\"", "datetime_invalid", "datetime_invalid")]
    [InlineData("\"2099-01-01T00:00:00\"", "datetime_offset_required", "datetime_offset_required")]
    [InlineData("\"2000-01-01T00:00:00Z\"", "send_at_past", "send_at_past")]
    public async Task Post_WithInvalidTime_IsRefused(string sendAt, string code, string errorCode)
    {
        var phone = NewPhone();

        var answer = await ExpectRefusedAsync(
            $$"""{"recipient_phone":"{{phone}}","message_body":"{{Text}}","send_at":{{sendAt}}}""", code, "/send_at", errorCode, phone);

        Assert.Equal([$"/send_at {errorCode}"], answer.Errors());
    }

    [Fact]
    public async Task Post_WithNullSendAt_IsQueued()
    {
        var message =
            (await api.PostAsync("/sms-messages", $$"""{"recipient_phone":"{{NewPhone()}}","message_body":"{{Text}}","send_at":null}"""))
            .Expect(HttpStatusCode.Created).Json;

        Assert.Equal("queued", message.Status());
        Assert.Null(message["send_at"]);
    }

    [Fact]
    public async Task Post_WithSendAtNow_IsScheduledAndOneMillisecondEarlierIsRefused()
    {
        api.Clock.Now += TimeSpan.FromSeconds(1);
        var phone = NewPhone();
        await ExpectRefusedAsync(
            JsonSerializer.Serialize(Body(phone, (api.Clock.Now - TimeSpan.FromMilliseconds(1)).Write())),
            "send_at_past", "/send_at", "send_at_past", phone);
        api.Clock.Now += TimeSpan.FromSeconds(1);

        var message = await api.AddSmsAsync(phone, api.Clock.Now.Write());

        Assert.Equal("scheduled", message.Status());
        Assert.Equal("scheduled,queued,sending,sent", (await api.GetUntilAsync(message.SmsId(), "sent")).Json.Statuses());
    }

    [Fact]
    public async Task Post_WithMaxTime_IsScheduled()
    {
        var message = await api.AddSmsAsync(NewPhone(), "9999-12-31T23:59:59.999Z");

        Assert.Equal("9999-12-31T23:59:59.999Z", message.Text("send_at"));
        Assert.Equal(message.ToJsonString(), (await api.GetAsync($"/sms-messages/{message.SmsId()}")).Json.ToJsonString());
    }

    [Fact]
    public async Task Post_WithSeveralInvalidMembers_ReturnsAllErrors()
    {
        var answer = await ExpectRefusedAsync(
            """{"recipient_phone":"555123","message_body":" ","send_at":"2099-01-01T00:00:00"}""",
            "validation_failed", "/recipient_phone", "phone_invalid", "555123");

        Assert.Equal(["/message_body body_blank", "/recipient_phone phone_invalid", "/send_at datetime_offset_required"], answer.Errors());
    }

    [Fact]
    public async Task Post_WithoutMembers_ReturnsAllErrors()
    {
        var answer = await ExpectRefusedAsync("{}", "validation_failed", "/message_body", "required");

        Assert.Equal(["/message_body required", "/recipient_phone phone_invalid"], answer.Errors());
    }

    [Theory]
    [InlineData("status")]
    [InlineData("to")]
    [InlineData("Recipient_phone")]
    [InlineData("recipientPhone")]
    [InlineData("message_id")]
    public async Task Post_WhenAMemberIsUnknown_IsRefused(string member)
    {
        var phone = NewPhone();
        var body = JsonSerializer.SerializeToNode(Body(phone))!.AsObject();
        body[member] = "x";

        await ExpectRefusedAsync(body.ToJsonString(), "unknown_field", "/" + member, "unknown_field", phone);
    }

    [Fact]
    public async Task Post_WhenAMemberIsGivenTwice_IsRefused()
    {
        var phone = NewPhone();

        await ExpectRefusedAsync(
            $$"""{"recipient_phone":"{{phone}}","recipient_phone":"{{phone}}","message_body":"{{Text}}"}""",
            "duplicate_field", "/recipient_phone", "duplicate_field", phone);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"5551230001\"")]
    [InlineData("[{\"recipient_phone\":\"5551230001\",\"message_body\":\"Hello\"}]")]
    [InlineData("{\"recipient_phone\":\"5551230001\",\"message_body\":\"Hello\"")]
    public async Task Post_WhenBodyIsNotAnObject_IsRefused(string body) =>
        await ExpectRefusedAsync(body, "json_malformed", null, null, "5551230001", "Hello");

    /// <summary>
    /// Refused as a message and as a preview, under both names. Nothing is stored, and the response does not repeat the input.
    /// </summary>
    private async Task<Answer> ExpectRefusedAsync(
        string body, string code, string? pointer, string? errorCode, params string[] secrets)
    {
        var count = await api.CountAsync("sms_messages");

        var answer = (await api.PostAsync("/sms-messages", body))
            .ExpectSmsProblem(HttpStatusCode.BadRequest, code, pointer, errorCode, secrets);
        foreach (var path in code == "send_at_past" ? ["/send-message"] : new[] { "/send-message", "/sms-messages/preview" })
        {
            var same = (await api.PostAsync(path, body)).ExpectSmsProblem(HttpStatusCode.BadRequest, code, pointer, errorCode, secrets);
            Assert.Equal(answer.Json["errors"]?.ToJsonString(), same.Json["errors"]?.ToJsonString());
        }

        Assert.Equal(count, await api.CountAsync("sms_messages"));
        return answer;
    }
}

public sealed class QueueSmsWithAnotherCountryTests(GermanSmsFixture api) : IClassFixture<GermanSmsFixture>
{
    [Fact]
    public async Task Post_WithTenDigits_AddsConfiguredCountryCode()
    {
        var phone = NewPhone();

        var message = await api.AddSmsAsync(phone, Later);

        Assert.Equal("+49" + phone, message.Text("recipient_phone"));
        Assert.Equal([message.SmsId()], Assert.Single(await api.SmsPagesAsync($"/sms-messages?recipient_phone={phone}")));
        Assert.Equal([message.SmsId()], Assert.Single(await api.SmsPagesAsync($"/sms-messages?recipient_phone=%2B49{phone}")));
        Assert.Empty(Assert.Single(await api.SmsPagesAsync($"/sms-messages?recipient_phone=%2B1{phone}")));
        var preview = (await api.PostAsync("/sms-messages/preview", Body(phone))).Expect(HttpStatusCode.OK);
        Assert.Equal("+49" + phone, preview.Json.Text("recipient_phone"));
    }

    [Fact]
    public async Task Post_WithCountryCode_KeepsIt()
    {
        var phone = NewPhone();

        Assert.Equal("+1" + phone, (await api.AddSmsAsync("+1" + phone, Later)).Text("recipient_phone"));
    }
}

public sealed class QueueSmsWithRetiredKeyTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Post_WhenKeyIsRetired_IsUnavailable()
    {
        var phone = NewPhone();
        await api.QueryAsync("DELETE FROM sms_keys WHERE id = 'test'");

        var answer = (await api.PostAsync("/sms-messages", Body(phone)))
            .ExpectSmsProblem(HttpStatusCode.ServiceUnavailable, "sms_key_retired", secrets: phone);

        Assert.Equal("1", answer.Headers["Retry-After"]);
        Assert.Equal(0, await api.CountAsync("sms_messages"));
    }
}
