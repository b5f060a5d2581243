using System.Net;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using static Concierge.Api.Tests.Sms.SmsSteps;

namespace Concierge.Api.Tests.Sms;

public sealed class SmsAccessTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Sms_ByUser_IsForbidden()
    {
        var (user, phone) = (await api.AddUserAsync(), NewPhone());
        var id = (await api.AddSmsAsync(phone, Later)).SmsId();
        var (row, count) = (await api.SmsRowAsync(id), await api.CountAsync("sms_messages"));
        string[] reads =
        [
            "/sms-messages", "/v1/sms-messages", "/send-message", $"/sms-messages?recipient_phone={phone}",
            "/sms-messages?status=scheduled&order=asc&limit=1",
            $"/sms-messages/{id}", $"/sms-messages/{Guid.CreateVersion7()}",
        ];
        string[] writes =
        [
            "/sms-messages", "/send-message", "/v1/send-message", "/sms-messages/preview", $"/sms-messages/{id}/cancel",
            $"/sms-messages/{id}/redact",
        ];

        foreach (var path in reads)
        {
            Refuse(await api.GetAsync(path, user));
            Refuse(await api.GetAsync(path, user, ("If-None-Match", "*")));
        }

        foreach (var path in writes)
        {
            Refuse(await api.PostAsync(path, Body(phone), user));
            Refuse(await api.PostAsync(path, Body(phone, Later), user, ("Idempotency-Key", Guid.NewGuid().ToString())));
        }

        Assert.Equal(row, await api.SmsRowAsync(id));
        Assert.Equal(count, await api.CountAsync("sms_messages"));

        void Refuse(Answer answer)
        {
            answer.ExpectSmsProblem(HttpStatusCode.Forbidden, "forbidden", secrets: phone);
            Assert.DoesNotContain("ETag", answer.Headers.Keys);
        }
    }

    [Fact]
    public async Task Post_WithUnknownUser_IsRefused()
    {
        (await api.PostAsync("/sms-messages", Body(NewPhone()), $"nobody-{Guid.NewGuid():N}"))
            .ExpectSmsProblem(HttpStatusCode.BadRequest, "acting_user_unknown");
    }

    [Fact]
    public async Task Cancel_OfUnknownMessageByUser_IsForbidden()
    {
        var user = await api.AddUserAsync();

        (await api.SendAsync(HttpMethod.Post, $"/sms-messages/{Guid.CreateVersion7()}/cancel", null, user))
            .ExpectSmsProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task Post_ForPastTimeByUser_IsForbidden()
    {
        var user = await api.AddUserAsync();

        (await api.PostAsync("/sms-messages", Body(NewPhone(), "2000-01-01T00:00:00Z"), user))
            .ExpectSmsProblem(HttpStatusCode.Forbidden, "forbidden");
    }
}
