using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Common;

/// <summary>Texts that show nothing, and names that disturb the text around them, wherever a text or a name is required.</summary>
public sealed class InvisibleTextTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData(" ")]
    [InlineData("\u200B")]
    [InlineData("\u2060\u00AD\u200E")]
    [InlineData("\u115F\u1160\u3164\uFFA0")]
    [InlineData("\u2800 \u2800")]
    [InlineData("\u034F\u180E\uFE0F")]
    [InlineData("\U000E0041\U000E0100")]
    [InlineData("\u0007\u202E")]
    public async Task Send_WhenATextShowsNothing_IsRefused(string text)
    {
        var (ann, bob) = (await api.AddUserAsync(), await api.AddUserAsync());
        var message = await api.AddMessageAsync(ann, bob);

        foreach (var path in new[] { "/users", "/services" })
        {
            (await api.PostAsync(path, new { name = text }))
                .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/name", "blank");
        }

        (await api.PostAsync("/service-keys", new { name = text, scopes = new[] { "users" } }))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/name", "blank");
        (await api.PostAsync("/messages", new { sender_id = ann, recipient_id = bob, body = text }))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/body", "blank");
        (await api.PutAsync($"/messages/{message["id"]}", new { body = text }))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/body", "blank");
        foreach (var path in new[] { "/sms-messages", "/send-message", "/sms-messages/preview" })
        {
            (await api.PostAsync(path, new { recipient_phone = "2025550101", message_body = text }))
                .ExpectProblem(HttpStatusCode.BadRequest, "body_blank", "/message_body");
        }
    }

    [Theory]
    [InlineData("a\u0001b")]
    [InlineData("a\tb")]
    [InlineData("a\u007Fb")]
    [InlineData("a\u202Db")]
    [InlineData("\u202Aab\u202C")]
    [InlineData("a\u2067b\u2069")]
    public async Task Send_WhenANameHasControls_IsRefused(string name)
    {
        var (user, service) = (await api.AddUserAsync(), await api.AddServiceAsync());

        foreach (var (method, path) in new[]
        {
            (HttpMethod.Post, "/users"), (HttpMethod.Put, $"/users/{user}"), (HttpMethod.Post, "/services"),
            (HttpMethod.Put, $"/services/{service}"),
        })
        {
            (await api.SendAsync(method, path, new { name }))
                .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/name", "text_invalid");
        }

        (await api.PostAsync("/service-keys", new { name, scopes = new[] { "users" } }))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/name", "text_invalid");
    }

    [Fact]
    public async Task Send_WhenAMessageHasControls_IsAccepted()
    {
        var (ann, bob) = (await api.AddUserAsync(), await api.AddUserAsync());

        await api.AddMessageAsync(ann, bob, "One\n\tTwo \u202Eeerht\u202C");
    }
}
