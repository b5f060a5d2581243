using System.Net;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Orders;
using static Concierge.Api.Tests.Sms.SmsSteps;

namespace Concierge.Api.Tests.Sms;

/// <summary>The same operation under its first name. The tests of the other name cover its errors.</summary>
public sealed class SendMessageAliasTests(SmsFixture api) : IClassFixture<SmsFixture>
{
    [Theory]
    [InlineData("", null, "queued")]
    [InlineData("/v1", null, "queued")]
    [InlineData("", Later, "scheduled")]
    public async Task Post_WithValidMessage_EqualsPostSmsMessages(string root, string? sendAt, string status)
    {
        var phone = NewPhone();

        var alias = (await api.PostAsync($"{root}/send-message", Body(phone, sendAt))).Expect(HttpStatusCode.Created);
        var other = (await api.PostAsync($"{root}/sms-messages", Body(phone, sendAt))).Expect(HttpStatusCode.Created);

        Assert.Equal($"{root}/sms-messages/{alias.Json.SmsId()}", alias.Headers["Location"]);
        Assert.Equal(status, alias.Json.Status());
        Assert.Equal((alias.Tag, Rest(alias)), (other.Tag, Rest(other)));
        Assert.Equal(2, (await api.SmsPagesAsync($"/sms-messages?recipient_phone={phone}")).Single().Length);
    }

    [Fact]
    public async Task Post_WithoutSendAt_IsDelivered()
    {
        var answer = (await api.PostAsync("/send-message", Body(NewPhone()))).Expect(HttpStatusCode.Created);

        Assert.Equal(answer.Json.Text("timestamp"), (await api.GetUntilAsync(answer.Json.SmsId(), "delivered")).Json.Text("timestamp"));
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Send_WhenMethodIsAnother_IsRefused(string method)
    {
        (await api.SendAsync(new HttpMethod(method), "/send-message")).ExpectProblem(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
    }

    [Fact]
    public async Task Get_WithFilter_ListsAsGetSmsMessages()
    {
        var phone = NewPhone();
        foreach (var _ in new int[3])
        {
            await api.AddSmsAsync(phone, Later);
        }

        foreach (var query in new[] { $"recipient_phone={phone}", $"recipient_phone={phone}&order=asc&status=scheduled" })
        {
            var alias = (await api.GetAsync($"/send-message?{query}")).Expect(HttpStatusCode.OK);
            Assert.Equal((await api.GetAsync($"/sms-messages?{query}")).Text, alias.Text);
            Assert.Equal(
                await api.SmsPagesAsync($"/sms-messages?{query}&limit=2"), await api.SmsPagesAsync($"/send-message?{query}&limit=2"));
        }

        (await api.GetAsync("/send-message?status=none"))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/status", "status_invalid");
    }

    [Fact]
    public async Task Post_WhenBodyIsAForm_IsRefused()
    {
        using var form = new FormUrlEncodedContent([new("recipient_phone", "5551230001"), new("message_body", Text)]);

        (await api.Client.SendContentAsync(HttpMethod.Post, "/send-message", form))
            .ExpectSmsProblem(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type", secrets: "5551230001");
    }

    /// <summary>Everything but what two messages cannot share.</summary>
    private static string Rest(Answer answer)
    {
        var message = answer.Json.AsObject();
        foreach (var own in new[] { "message_id", "timestamp", "expires_at", "status_history" })
        {
            Assert.True(message.Remove(own));
        }

        return message.ToJsonString();
    }
}
