using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Events;

/// <summary>What each change leaves in the feed.</summary>
public sealed class CatalogTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task User_WhenChanged_LeavesOneEventForEachChange()
    {
        var after = await api.LatestAsync();
        var id = await api.AddUserAsync();
        (await api.PutAsync($"/users/{id}", new { name = "Ann" })).Expect(HttpStatusCode.OK);
        (await api.PutAsync($"/users/{id}", new { name = "Ann" })).Expect(HttpStatusCode.OK);
        (await api.DeleteAsync($"/users/{id}")).Expect(HttpStatusCode.NoContent);
        (await api.DeleteAsync($"/users/{id}")).Expect(HttpStatusCode.NoContent);
        (await api.PostAsync($"/users/{id}/reactivate", "{}")).Expect(HttpStatusCode.OK);
        var token = (await api.PostAsync($"/users/{id}/tokens", "{}")).Expect(HttpStatusCode.Created).Json;
        (await api.DeleteAsync($"/users/{id}/tokens/{token["id"]}")).Expect(HttpStatusCode.NoContent);
        (await api.DeleteAsync($"/users/{id}/tokens")).Expect(HttpStatusCode.NoContent);

        var events = await api.ReadAsync(after, 6, filter: $"&user_id={id}");

        Assert.Equal(
            [
                ("user.created", """{"status":"active","version":1}"""),
                ("user.updated", """{"status":"active","version":2}"""),
                ("user.deactivated", """{"status":"deactivated","version":3}"""),
                ("user.reactivated", """{"status":"active","version":4}"""),
                ("user.tokens_revoked", $$"""{"token_id":"{{token["id"]}}"}"""),
                ("user.tokens_revoked", """{"token_id":null}"""),
            ],
            events.Select(Said));
        Assert.All(events, change => Assert.Equal(id, (string?)change["resource_id"]));
    }

    [Fact]
    public async Task Message_WhenChanged_LeavesOneEventForEachChange()
    {
        var (ann, bob) = (await api.AddUserAsync("ann"), await api.AddUserAsync("bob"));
        var after = await api.LatestAsync();
        var message = await api.AddMessageAsync(ann, bob);
        var id = (string)message["id"]!;
        (await api.PutAsync($"/messages/{id}", new { body = "Hi" })).Expect(HttpStatusCode.OK);
        (await api.PutAsync($"/messages/{id}", new { body = "Hi" })).Expect(HttpStatusCode.OK);
        (await api.PutAsync($"/messages/{id}/likes/{bob}")).Expect(HttpStatusCode.Created);
        (await api.PutAsync($"/messages/{id}/likes/{bob}")).Expect(HttpStatusCode.OK);
        (await api.DeleteAsync($"/messages/{id}/likes/{bob}")).Expect(HttpStatusCode.NoContent);
        (await api.DeleteAsync($"/messages/{id}/likes/{bob}")).Expect(HttpStatusCode.NoContent);
        (await api.PutAsync($"/users/{bob}/conversations/{ann}/read", new { up_to = id })).Expect(HttpStatusCode.OK);
        (await api.PutAsync($"/users/{bob}/conversations/{ann}/read", new { up_to = id })).Expect(HttpStatusCode.OK);
        (await api.DeleteAsync($"/messages/{id}")).Expect(HttpStatusCode.NoContent);

        var events = await api.ReadAsync(after, 6, filter: $"&user_id={ann}");

        var conversation = (string)message["conversation_id"]!;
        var place = $"\"conversation_id\":\"{conversation}\",\"sender_id\":\"{ann}\",\"recipient_id\":\"{bob}\",\"position\":1";
        Assert.Equal(
            [
                ("message.created", $$"""{{{place}},"version":1}"""),
                ("message.updated", $$"""{{{place}},"version":2}"""),
                ("message.liked", $$"""{{{place}},"user_id":"{{bob}}"}"""),
                ("message.unliked", $$"""{{{place}},"user_id":"{{bob}}"}"""),
                ("conversation.read", $$"""{"reader_id":"{{bob}}","peer_id":"{{ann}}","position":1}"""),
                ("message.deleted", $$"""{{{place}},"version":3}"""),
            ],
            events.Select(Said));
        Assert.All(
            events,
            change => Assert.Equal(
                Feed.Type(change) == "conversation.read" ? conversation : id, (string?)change["resource_id"]));
    }

    [Fact]
    public async Task ServiceAndOrder_WhenChanged_LeaveOneEventForEachChange()
    {
        var after = await api.LatestAsync();
        var service = await api.AddServiceAsync();
        (await api.PutAsync($"/services/{service}", new { name = "Cut", active = true })).Expect(HttpStatusCode.OK);
        var order = (string)(await api.AddOrderAsync("2031-01-01T10:00:00Z", service))["id"]!;
        object changed = new { datetime = "2031-01-02T10:00:00Z", totalfee = 1, services = new[] { new { id = service } } };
        (await api.PutAsync($"/orders/{order}", changed)).Expect(HttpStatusCode.OK);
        (await api.PutAsync($"/orders/{order}", changed)).Expect(HttpStatusCode.OK);
        (await api.PutAsync($"/orders/{order}?validate_only=true", new
        {
            datetime = "2031-01-03T10:00:00Z",
            totalfee = 1,
            services = new[] { new { id = service } },
        })).Expect(HttpStatusCode.OK);
        (await api.DeleteAsync($"/orders/{order}")).Expect(HttpStatusCode.NoContent);
        (await api.DeleteAsync($"/services/{service}")).Expect(HttpStatusCode.NoContent);

        var events = await api.ReadAsync(
            after, 6, filter: "&types=service.created,service.updated,service.deleted,order.created,order.updated,order.deleted");

        Assert.Equal(
            [
                ("service.created", """{"active":true,"version":1}"""),
                ("service.updated", """{"active":true,"version":2}"""),
                ("order.created", $$"""{"datetime":"2031-01-01T10:00:00.000Z","service_ids":["{{service}}"],"version":1}"""),
                ("order.updated", $$"""{"datetime":"2031-01-02T10:00:00.000Z","service_ids":["{{service}}"],"version":2}"""),
                ("order.deleted", $$"""{"datetime":"2031-01-02T10:00:00.000Z","service_ids":["{{service}}"],"version":3}"""),
                ("service.deleted", """{"active":true,"version":3}"""),
            ],
            events.Where(change => (string?)change["resource_id"] == service || (string?)change["resource_id"] == order).Select(Said));
    }

    [Fact]
    public async Task ServiceKey_WhenChanged_LeavesEvents()
    {
        var after = await api.LatestAsync();
        var key = (await api.PostAsync("/service-keys", new { name = "shop \"1\"", scopes = new[] { "users" } }))
            .Expect(HttpStatusCode.Created).Json;
        var successor = (await api.PostAsync($"/service-keys/{key["id"]}/rotate", "{}")).Expect(HttpStatusCode.Created).Json;
        (await api.DeleteAsync($"/service-keys/{key["id"]}")).Expect(HttpStatusCode.NoContent);
        (await api.DeleteAsync($"/service-keys/{key["id"]}")).Expect(HttpStatusCode.NoContent);

        var events = await api.ReadAsync(after, 3, filter: "&types=service_key.created,service_key.revoked");

        Assert.Equal(
            [
                ("service_key.created", (string)key["id"]!), ("service_key.created", (string)successor["id"]!),
                ("service_key.revoked", (string)key["id"]!),
            ],
            events.Select(change => (Feed.Type(change), (string)change["resource_id"]!)));
        Assert.All(events, change => Assert.Equal("shop \"1\"", (string?)change["data"]!["name"]));
    }

    private static (string Type, string Data) Said(JsonNode change) => (Feed.Type(change), change["data"]!.ToJsonString());
}
