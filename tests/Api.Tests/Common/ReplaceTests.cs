using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Orders;

namespace Concierge.Api.Tests.Common;

/// <summary>A PUT accepts what GET gave: read-only members are ignored, whatever they say.</summary>
public sealed class ReplaceTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    /// <summary>Resources, and their members that a PUT changes.</summary>
    public static TheoryData<string, string> Resources { get; } = new()
    {
        { "users", "name,metadata" },
        { "services", "name,active" },
        { "orders", "datetime,totalfee,services,metadata" },
        { "messages", "body" },
    };

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Put_OfWhatGetGave_ChangesNothing(string kind, string writable)
    {
        _ = writable;
        var created = await AddAsync(kind);
        var got = (await api.GetAsync(created.Headers["Location"])).Expect(HttpStatusCode.OK);

        var put = (await api.PutAsync(created.Headers["Location"], got.Text)).Expect(HttpStatusCode.OK);

        Assert.Equal((got.Text, got.ETag), (put.Text, put.ETag));
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Put_WhenReadOnlyMembersSayAnything_IgnoresThem(string kind, string writable)
    {
        var created = await AddAsync(kind);
        foreach (var value in new[] { "null", "1", "\"x\"", "[{}]", """{ "a": [1] }""" })
        {
            var body = created.Json.AsObject();
            foreach (var name in body.Select(member => member.Key).Except([.. writable.Split(','), "id"]).ToList())
            {
                body[name] = JsonNode.Parse(value);
            }

            Assert.Equal(created.Text, (await api.PutAsync(created.Headers["Location"], body)).Expect(HttpStatusCode.OK).Text);
        }
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Put_WhenTheIdIsNotThatOfThePath_IsRefused(string kind, string writable)
    {
        _ = writable;
        var (created, other) = (await AddAsync(kind), await AddAsync(kind));
        foreach (var id in new[] { other.Json["id"]!.ToJsonString(), "null", "1", "{}", "\"\"" })
        {
            var body = created.Json.AsObject();
            body["id"] = JsonNode.Parse(id);

            (await api.PutAsync(created.Headers["Location"], body))
                .ExpectProblem(HttpStatusCode.BadRequest, "id_mismatch", "/id", "id_mismatch");
        }
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Put_WhenAMemberIsUnknown_IsRefused(string kind, string writable)
    {
        _ = writable;
        var created = await AddAsync(kind);
        foreach (var name in new[] { "version", "stamp", "revision", "nick", "Name" })
        {
            var body = created.Json.AsObject();
            body[name] = 1;

            (await api.PutAsync(created.Headers["Location"], body))
                .ExpectProblem(HttpStatusCode.BadRequest, "unknown_field", $"/{name}", "unknown_field");
        }
    }

    [Fact]
    public async Task Put_WhenAReadOnlyMemberIsRepeated_IsRefused()
    {
        var id = await api.AddUserAsync();

        (await api.PutAsync($"/users/{id}", """{ "name": "Ann", "status": 1, "status": 1 }"""))
            .ExpectProblem(HttpStatusCode.BadRequest, "duplicate_field", "/status");
    }

    [Fact]
    public async Task Put_WhenTheIdIsANumber_IsComparedByItsDigits()
    {
        var id = $"{Random.Shared.NextInt64(1_000_000_000_000)}";
        (await api.PostAsync("/users", new { id, name = "Ann" })).Expect(HttpStatusCode.Created);

        (await api.PutAsync($"/users/{id}", $$"""{ "id": {{id}}, "name": "Anna" }""")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Put_WhenLikedSince_EditsTheMessage()
    {
        var created = await AddAsync("messages");
        (await api.PutAsync($"{created.Headers["Location"]}/likes/{created.Json["recipient_id"]}")).Expect(HttpStatusCode.Created);
        var body = created.Json.AsObject();
        body["body"] = "Changed";

        var edited = (await api.PutAsync(created.Headers["Location"], body, null, ("If-Match", created.ETag!))).Expect(HttpStatusCode.OK);

        Assert.Equal((1, "Changed"), (edited.Json["liked_by"]!.AsArray().Count, (string?)edited.Json["body"]));
    }

    [Fact]
    public async Task Post_WithAReadOnlyMember_IsRefused()
    {
        var service = await api.AddServiceAsync();

        (await api.PostAsync("/users", new { name = "Ann", created_at = "2026-11-21T09:30:00Z" }))
            .ExpectProblem(HttpStatusCode.BadRequest, "unknown_field", "/created_at");
        var order = new { datetime = OrderSteps.Noon, totalfee = 1, services = new[] { new { id = service, name = "x" } } };
        (await api.PostAsync("/orders", order))
            .ExpectProblem(HttpStatusCode.BadRequest, "unknown_field", "/services/0/name");
    }

    private async Task<Answer> AddAsync(string kind)
    {
        object body = kind switch
        {
            "messages" => new { sender_id = await api.AddUserAsync(), recipient_id = await api.AddUserAsync(), body = "Hello" },
            "orders" => new { datetime = OrderSteps.Noon, totalfee = 99.5m, services = new[] { new { id = await api.AddServiceAsync() } } },
            "users" => new { name = "Ann", metadata = new { team = "blue" } },
            _ => new { name = "Ann" },
        };
        return (await api.PostAsync($"/{kind}", body)).Expect(HttpStatusCode.Created);
    }
}
