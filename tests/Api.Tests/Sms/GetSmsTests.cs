using System.Net;
using static Concierge.Api.Tests.Sms.SmsSteps;

namespace Concierge.Api.Tests.Sms;

public sealed class GetSmsTests(SmsFixture api) : IClassFixture<SmsFixture>
{
    [Fact]
    public async Task Get_WhenMessageExists_ReturnsItWithTag()
    {
        var accepted = (await api.PostAsync("/sms-messages", Body(NewPhone(), Later))).Expect(HttpStatusCode.Created);

        var answer = (await api.GetAsync($"/v1/sms-messages/{accepted.Json.SmsId()}")).Expect(HttpStatusCode.OK);

        Assert.Equal((accepted.Text, accepted.ETag), (answer.Text, answer.ETag));
        Assert.Equal("application/json", answer.ContentType);
    }

    [Theory]
    [InlineData("\"1\"")]
    [InlineData("W/\"1\"")]
    [InlineData("\"9\", \"1\"")]
    [InlineData("*")]
    public async Task Get_WhenIfNoneMatchNamesTheTag_IsNotModified(string ifNoneMatch)
    {
        var id = (await api.AddSmsAsync(NewPhone(), Later)).SmsId();

        var header = await api.IfNoneMatchAsync($"/sms-messages/{id}", ifNoneMatch);
        var answer = (await api.GetAsync($"/sms-messages/{id}", null, header)).Expect(HttpStatusCode.NotModified);

        Assert.Equal(("", "\"1\""), (answer.Text, answer.Tag));
    }

    [Theory]
    [InlineData("\"2\"")]
    [InlineData("\"\"")]
    public async Task Get_WhenIfNoneMatchDiffers_ReturnsMessage(string ifNoneMatch)
    {
        var id = (await api.AddSmsAsync(NewPhone(), Later)).SmsId();

        var header = await api.IfNoneMatchAsync($"/sms-messages/{id}", ifNoneMatch);
        Assert.Equal(
            id, (await api.GetAsync($"/sms-messages/{id}", null, header)).Expect(HttpStatusCode.OK).Json.SmsId());
    }

    [Fact]
    public async Task Get_WhenMessageChangedSinceTag_ReturnsIt()
    {
        var accepted = (await api.PostAsync("/sms-messages", Body(NewPhone()))).Expect(HttpStatusCode.Created);
        var delivered = await api.GetUntilAsync(accepted.Json.SmsId(), "delivered");
        Assert.NotEqual(accepted.ETag, delivered.ETag);

        var answer = await api.GetAsync($"/sms-messages/{accepted.Json.SmsId()}", null, ("If-None-Match", accepted.ETag!));

        Assert.Equal(delivered.Text, answer.Expect(HttpStatusCode.OK).Text);
        (await api.GetAsync($"/sms-messages/{accepted.Json.SmsId()}", null, ("If-None-Match", delivered.ETag!)))
            .Expect(HttpStatusCode.NotModified);
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    public async Task Get_WhenMessageIsUnknown_IsNotFound(string ifNoneMatch)
    {
        (await api.GetAsync($"/sms-messages/{Guid.CreateVersion7()}", null, ("If-None-Match", ifNoneMatch)))
            .ExpectSmsProblem(HttpStatusCode.NotFound, "sms_not_found");
    }

    [Theory]
    [InlineData("1")]
    [InlineData("preview")]
    [InlineData("01a1fdba-a5d0-74df-a44c-02177b0cff4")]
    [InlineData("01a1fdba-a5d0-74df-a44c-02177b0cff4a0")]
    [InlineData("01a1fdbaa5d074dfa44c02177b0cff4a")]
    [InlineData("%7B01a1fdba-a5d0-74df-a44c-02177b0cff4a%7D")]
    [InlineData("01a1fdba-a5d0-74df-a44c-02177b0cff4a%20")]
    public async Task Get_WhenIdIsMalformed_IsRefused(string id)
    {
        (await api.GetAsync($"/sms-messages/{id}")).ExpectSmsProblem(HttpStatusCode.BadRequest, "validation_failed", "/id", "id_invalid");
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task PutOrDelete_OfMessage_IsNotAllowed(string method)
    {
        var id = (await api.AddSmsAsync(NewPhone(), Later)).SmsId();
        var row = await api.SmsRowAsync(id);

        (await api.SendAsync(new HttpMethod(method), $"/sms-messages/{id}", Body(NewPhone())))
            .ExpectSmsProblem(HttpStatusCode.MethodNotAllowed, "method_not_allowed");

        Assert.Equal(row, await api.SmsRowAsync(id));
    }
}
