using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Concurrency;
using Concierge.Api.Tests.Hosting;
using Concierge.Domain.Sms;
using static Concierge.Api.Tests.Sms.SmsSteps;

namespace Concierge.Api.Tests.Sms;

public sealed class CancelSmsTests(SmsFixture api) : IClassFixture<SmsFixture>
{
    [Theory]
    [InlineData("")]
    [InlineData("/v1")]
    public async Task Cancel_WhenScheduled_CancelsMessage(string root)
    {
        var message = await api.AddSmsAsync(NewPhone(), Later);

        var answer = (await api.SendAsync(HttpMethod.Post, $"{root}/sms-messages/{message.SmsId()}/cancel")).Expect(HttpStatusCode.OK);

        var canceled = answer.Json;
        Assert.Equal("scheduled,canceled", canceled.Statuses());
        Assert.Equal("\"2\"", answer.Tag);
        message["status"] = "canceled";
        message["is_final"] = true;
        message["status_history"]!.AsArray().Add(new JsonObject { ["status"] = "canceled", ["at"] = canceled.Since("canceled") });
        Assert.Equal(message.ToJsonString(), canceled.ToJsonString());
        var found = await api.GetAsync($"/sms-messages/{message.SmsId()}");
        Assert.Equal((answer.Text, answer.ETag), (found.Text, found.ETag));
    }

    [Theory]
    [InlineData("0001", "delivered")]
    [InlineData("0002", "undelivered")]
    [InlineData("0003", "failed")]
    [InlineData("0004", "sent")]
    [InlineData("0007", "unknown")]
    public async Task Cancel_WhenSent_IsRefused(string fate, string status)
    {
        var phone = NewPhone(fate);
        var id = (await api.AddSmsUntilAsync(status, phone)).SmsId();
        var row = await api.SmsRowAsync(id);

        (await CancelAsync(id)).ExpectSmsProblem(HttpStatusCode.Conflict, "sms_not_cancelable", secrets: phone);

        Assert.Equal(row, await api.SmsRowAsync(id));
    }

    [Fact]
    public async Task Cancel_WhenCanceled_IsRefused()
    {
        var phone = NewPhone();
        var id = (await api.AddSmsAsync(phone, Later)).SmsId();
        (await CancelAsync(id)).Expect(HttpStatusCode.OK);
        var row = await api.SmsRowAsync(id);

        (await CancelAsync(id)).ExpectSmsProblem(HttpStatusCode.Conflict, "sms_not_cancelable", secrets: phone);

        Assert.Equal(row, await api.SmsRowAsync(id));
    }

    [Fact]
    public async Task Cancel_WhenRepeatedWithKey_ReplaysResponse()
    {
        var id = (await api.AddSmsAsync(NewPhone(), Later)).SmsId();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());

        var first = (await CancelAsync(id, key)).Expect(HttpStatusCode.OK);
        var second = (await CancelAsync(id, key)).Expect(HttpStatusCode.OK);

        Assert.Equal((first.Text, first.ETag), (second.Text, second.ETag));
        Assert.Equal("true", second.Headers["Idempotent-Replayed"]);
    }

    [Fact]
    public async Task Post_WhenMessageIsUnknown_IsNotFound()
    {
        (await CancelAsync(Guid.CreateVersion7().ToString())).ExpectSmsProblem(HttpStatusCode.NotFound, "sms_not_found");
    }

    [Theory]
    [InlineData("1")]
    [InlineData("01a1fdbaa5d074dfa44c02177b0cff4a")]
    public async Task Post_WhenIdIsMalformed_IsRefused(string id)
    {
        (await CancelAsync(id)).ExpectSmsProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "id_invalid");
    }

    [Fact]
    public async Task Cancel_WhenManyAreConcurrent_OneSucceeds()
    {
        var id = (await api.AddSmsAsync(NewPhone(), Later)).SmsId();

        var answers = await Crowd.RushAsync(_ => CancelAsync(id));

        Assert.Equal($"1 x 200, {Crowd.Size - 1} x 409", Crowd.Statuses(answers));
        Assert.Equal("scheduled,canceled", (await api.GetAsync($"/sms-messages/{id}")).Json.Statuses());
    }

    private Task<Answer> CancelAsync(string id, params (string, string)[] headers) =>
        api.SendAsync(HttpMethod.Post, $"/sms-messages/{id}/cancel", null, null, headers);
}

/// <summary>Messages that are canceled while the dispatcher is about to take them.</summary>
public sealed class CancelSmsRaceTests(RecordedSmsFixture api) : IClassFixture<RecordedSmsFixture>
{
    [Fact]
    public async Task Cancel_WhileDispatcherTakesMessage_IsEitherCanceledOrSent()
    {
        var messages = await Crowd.RushAsync(async _ =>
        {
            var phone = NewPhone();
            var id = (await api.AddSmsAsync(phone)).SmsId();
            return (Id: id, Phone: phone, Answers: await Crowd.RushAsync(
                4, _ => api.SendAsync(HttpMethod.Post, $"/sms-messages/{id}/cancel")));
        });

        foreach (var (id, phone, answers) in messages)
        {
            var isCanceled = answers.Any(answer => answer.Status == HttpStatusCode.OK);
            Assert.Equal(isCanceled ? "1 x 200, 3 x 409" : "4 x 409", Crowd.Statuses(answers));
            Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.OK), answer =>
                answer.ExpectSmsProblem(HttpStatusCode.Conflict, "sms_not_cancelable", secrets: phone));
            var message = (await api.GetUntilAsync(id, isCanceled ? "canceled" : "sent")).Json;
            Assert.Equal(isCanceled ? "queued,canceled" : "queued,sending,sent", message.Statuses());
            Assert.Equal(isCanceled ? 0 : 1, (int?)message["attempts"]);
        }

        // What was accepted after all of them is handed over after all of them: none of the canceled ones is on its way any more.
        await api.AddSmsUntilAsync("sent", NewPhone());
        Assert.All(messages, message => Assert.Equal(
            message.Answers.Any(answer => answer.Status == HttpStatusCode.OK) ? 0 : 1, api.Gateway.To("+1" + message.Phone).Count));
    }
}

/// <summary>A dispatcher that hands over one message at a time, so that while the gateway thinks, the others stay queued.</summary>
public sealed class CancelQueuedSmsTests(OneAtATimeFixture api) : IClassFixture<OneAtATimeFixture>
{
    [Fact]
    public async Task Cancel_WhenQueued_CancelsMessageAndIsRefusedWhenSending()
    {
        var (slow, queued, next) = (NewPhone(), NewPhone(), NewPhone());
        var answer = new TaskCompletionSource<SendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Gateway.Answers["+1" + slow] = _ => answer.Task;
        var sending = (await api.AddSmsUntilAsync("sending", slow)).SmsId();
        var id = (await api.AddSmsAsync(queued)).SmsId();

        var canceled = (await api.SendAsync(HttpMethod.Post, $"/sms-messages/{id}/cancel")).Expect(HttpStatusCode.OK);
        (await api.SendAsync(HttpMethod.Post, $"/sms-messages/{sending}/cancel"))
            .ExpectSmsProblem(HttpStatusCode.Conflict, "sms_not_cancelable", secrets: slow);

        Assert.Equal("queued,canceled", canceled.Json.Statuses());
        answer.SetResult(new SendOutcome.Accepted());
        await api.AddSmsUntilAsync("sent", next);
        Assert.Equal("queued,sending,sent", (await api.GetUntilAsync(sending, "sent")).Json.Statuses());
        Assert.Empty(api.Gateway.To("+1" + queued));
        Assert.Equal(canceled.Text, (await api.GetAsync($"/sms-messages/{id}")).Text);
    }
}
