using System.Net;
using Concierge.Api.Preconditions;
using Concierge.Api.Tests.Access;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Orders;

namespace Concierge.Api.Tests.Preconditions;

/// <summary>Entity tags of every resource that has them, and the headers that name them.</summary>
public sealed class EntityTagTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    /// <summary>Resources with a tag that can be replaced and deleted.</summary>
    public static TheoryData<string> Kinds { get; } = ["users", "services", "orders", "messages"];

    [Theory]
    [InlineData("services")]
    [InlineData("orders")]
    public async Task Delete_WithTheTagOfAnEarlierResourceOfThisId_IsRefused(string kind)
    {
        var first = await AddAsync(kind);
        var path = first.Headers["Location"];
        (await api.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
        var second = await AddAsync(kind, first);

        Assert.NotEqual(first.ETag, second.ETag);
        (await api.DeleteAsync(path, null, ("If-Match", first.ETag!))).ExpectProblem(HttpStatusCode.PreconditionFailed, "etag_mismatch");
        (await api.PutAsync(path, BodyOf(kind, second), null, ("If-Match", first.ETag!)))
            .ExpectProblem(HttpStatusCode.PreconditionFailed, "etag_mismatch");
        (await api.GetAsync(path, null, ("If-None-Match", first.ETag!))).Expect(HttpStatusCode.OK);
        (await api.DeleteAsync(path, null, ("If-Match", second.ETag!))).Expect(HttpStatusCode.NoContent);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Tags_OfTwoResources_Differ(string kind)
    {
        var (one, other) = (await AddAsync(kind), await AddAsync(kind));

        Assert.NotEqual(one.ETag, other.ETag);
        (await api.PutAsync(one.Headers["Location"], BodyOf(kind, one), null, ("If-Match", other.ETag!)))
            .ExpectProblem(HttpStatusCode.PreconditionFailed, "etag_mismatch");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Tag_AsAProxyRewritesIt_IsTaken(string kind)
    {
        foreach (var rewrite in new[] { "W/{0}", "{0}-gzip", "{0}--gzip", "{0}-br", "W/{0}-zstd", "\"x\", {0}-gzip" })
        {
            var created = await AddAsync(kind);
            var tag = Rewrite(created.ETag!, rewrite);

            (await api.GetAsync(created.Headers["Location"], null, ("If-None-Match", tag))).Expect(HttpStatusCode.NotModified);
            (await api.PutAsync(created.Headers["Location"], BodyOf(kind, created), null, ("If-None-Match", tag)))
                .ExpectProblem(HttpStatusCode.PreconditionFailed, "etag_mismatch");
            (await api.PutAsync(created.Headers["Location"], BodyOf(kind, created), null, ("If-Match", tag))).Expect(HttpStatusCode.OK);
            (await api.DeleteAsync(created.Headers["Location"], null, ("If-Match", tag))).Expect(HttpStatusCode.NoContent);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Change_WhenIfNoneMatchNamesTheTag_IsRefused(string kind)
    {
        var created = await AddAsync(kind);
        var path = created.Headers["Location"];

        foreach (var named in new[] { created.ETag!, $"\"x\", {created.ETag}", "*" })
        {
            (await api.PutAsync(path, BodyOf(kind, created), null, ("If-None-Match", named)))
                .ExpectProblem(HttpStatusCode.PreconditionFailed, "etag_mismatch");
            (await api.DeleteAsync(path, null, ("If-None-Match", named))).ExpectProblem(HttpStatusCode.PreconditionFailed, "etag_mismatch");
        }

        (await api.PutAsync(path, BodyOf(kind, created), null, ("If-None-Match", "\"x\""))).Expect(HttpStatusCode.OK);
        (await api.DeleteAsync(path, null, ("If-None-Match", "\"x\""))).Expect(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("\"x")]
    [InlineData("x\"")]
    [InlineData("W/x")]
    [InlineData("\"x\" \"y\"")]
    [InlineData("\"x\"; \"y\"")]
    [InlineData("\"x y\"")]
    [InlineData("\"x\\\"\"")]
    [InlineData("*, \"x\"")]
    [InlineData("\"x\", *")]
    [InlineData("**")]
    [InlineData("1")]
    public async Task Send_WhenATagIsMalformed_IsRefusedByEveryOperationWithTags(string header)
    {
        foreach (var name in new[] { "If-Match", "If-None-Match" })
        {
            foreach (var operation in await ConditionalOperationsAsync())
            {
                (await api.SendAsync(operation.HttpMethod, operation.Target, operation.Body, null, (name, header)))
                    .ExpectProblem(HttpStatusCode.BadRequest, "etag_invalid", $"/{name}", "etag_invalid");
            }
        }
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"x\"")]
    [InlineData("W/\"x\"")]
    [InlineData("\"x\",\"y\" , W/\"z\"")]
    [InlineData("\"x,y\"")]
    [InlineData("\"!#[]~\"")]
    [InlineData("\"\u00E9\u00FF\"")]
    [InlineData(", \"x\",,")]
    [InlineData("\t\"x\" ")]
    public async Task Send_WhenATagIsNotOurs_DoesNotMatch(string header)
    {
        foreach (var kind in Kinds.Select(kind => kind.Data))
        {
            var created = await AddAsync(kind);
            var path = created.Headers["Location"];

            (await api.GetAsync(path, null, ("If-None-Match", header))).Expect(HttpStatusCode.OK);
            (await api.PutAsync(path, BodyOf(kind, created), null, ("If-Match", header)))
                .ExpectProblem(HttpStatusCode.PreconditionFailed, "etag_mismatch");
            (await api.DeleteAsync(path, null, ("If-Match", header))).ExpectProblem(HttpStatusCode.PreconditionFailed, "etag_mismatch");
        }
    }

    /// <summary>An HTTP client would correct these headers.</summary>
    [Theory]
    [InlineData("w/\"x\"")]
    [InlineData("W/ \"x\"")]
    [InlineData("W /\"x\"")]
    [InlineData("\"x\u0100\"")]
    public void Parse_WhenATagIsMalformed_ReturnsNull(string header) => Assert.Null(EntityTagList.Parse(header));

    [Fact]
    public async Task Send_WhenAHeaderIsRepeated_ReadsItAsOneList()
    {
        var created = await AddAsync("users");
        var path = created.Headers["Location"];

        (await api.PutAsync(path, BodyOf("users", created), null, ("If-Match", "\"x\""), ("If-Match", created.ETag!)))
            .Expect(HttpStatusCode.OK);
        (await api.PutAsync(path, BodyOf("users", created), null, ("If-Match", "*"), ("If-Match", "*")))
            .ExpectProblem(HttpStatusCode.BadRequest, "etag_invalid");
    }

    [Fact]
    public async Task Like_WhenAnsweredWithTheMessage_HasItsTag()
    {
        var message = await AddAsync("messages");
        var like = $"{message.Headers["Location"]}/likes/{message.Json["recipient_id"]}";

        var first = (await api.PutAsync(like)).Expect(HttpStatusCode.Created);
        var second = (await api.PutAsync(like)).Expect(HttpStatusCode.OK);

        var stored = await api.GetAsync(message.Headers["Location"]);
        Assert.NotEqual(message.ETag, stored.ETag);
        Assert.Equal((stored.ETag, stored.ETag), (first.ETag, second.ETag));
    }

    /// <summary>
    /// Writes a tag of the form <c>"x"</c> as a proxy does; {0} stands for it, and what follows {0} goes inside its quotes.
    /// </summary>
    private static string Rewrite(string etag, string rewrite)
    {
        var (before, after) = (rewrite.Split("{0}")[0], rewrite.Split("{0}")[1]);
        return $"{before}{etag[..^1]}{after}\"";
    }

    private static object BodyOf(string kind, Answer resource) => kind switch
    {
        "messages" => new { body = (string?)resource.Json["body"] },
        "orders" => new { datetime = (string?)resource.Json["datetime"], totalfee = 100, services = resource.Json["services"] },
        _ => new { name = (string?)resource.Json["name"] },
    };

    private async Task<IEnumerable<Operation>> ConditionalOperationsAsync() =>
        (await Operation.AllAsync(api)).Where(operation =>
            operation.Node["responses"]!["304"] is not null
            || (operation.Node["responses"]!["412"] is not null && operation.Method != "post"));

    /// <summary>Adds a resource, with the id and the content of an earlier one if there is one.</summary>
    private async Task<Answer> AddAsync(string kind, Answer? like = null)
    {
        var id = (string?)like?.Json["id"] ?? $"tag-{Guid.NewGuid():N}";
        object body = kind switch
        {
            "messages" => new { sender_id = await api.AddUserAsync(), recipient_id = await api.AddUserAsync(), body = "Hello" },
            "orders" => new
            {
                id,
                datetime = OrderSteps.Noon,
                totalfee = 100,
                services = new[] { new { id = (string?)like?.Json["services"]![0]!["id"] ?? await api.AddServiceAsync() } },
            },
            _ => new { id, name = "Ann" },
        };
        return (await api.PostAsync($"/{kind}", body)).Expect(HttpStatusCode.Created);
    }
}
