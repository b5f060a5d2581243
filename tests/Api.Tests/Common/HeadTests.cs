using System.Net;
using Concierge.Api.Tests.Access;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Common;

/// <summary>HEAD is answered wherever GET is, with its headers and without a body (RFC 9110 section 9.3.2).</summary>
public sealed class HeadTests(AccessFixture api) : IClassFixture<AccessFixture>
{
    private static readonly string[] Changing = ["Date", "Content-Length"];

    [Fact]
    public async Task Head_OfEveryGetOperation_AnswersTheHeadersOfTheGet()
    {
        var operations = (await Operation.AllAsync(api)).Where(operation => operation.Method == "get").ToList();

        Assert.NotEmpty(operations);
        foreach (var operation in operations)
        {
            await AssertSameAsync(operation.Target);
        }
    }

    [Fact]
    public async Task Head_OfAResource_HasItsTagAndLengthAndIsNotModified()
    {
        var created = (await api.PostAsync("/users", new { name = "Ann" })).Expect(HttpStatusCode.Created);

        var answer = await AssertSameAsync(created.Headers["Location"]);
        var unchanged = await api.SendAsync(
            HttpMethod.Head, created.Headers["Location"], headers: ("If-None-Match", created.ETag!));

        Assert.Equal((HttpStatusCode.OK, created.ETag), (answer.Status, answer.ETag));
        Assert.Equal($"{created.Text.Length}", answer.Headers["Content-Length"]);
        Assert.Equal((HttpStatusCode.NotModified, created.ETag), (unchanged.Status, unchanged.ETag));
    }

    [Theory]
    [InlineData("/users?limit=1")]
    [InlineData("/users?limit=0")]
    [InlineData("/nothing")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs/index.html")]
    [InlineData("/v1/problems/order-conflict")]
    [InlineData("/health/live")]
    public async Task Head_OfAnyPath_AnswersTheHeadersOfTheGet(string path)
    {
        await api.AddUserAsync();
        await api.AddUserAsync();

        await AssertSameAsync(path);
    }

    [Fact]
    public async Task Head_OfAStream_IsAnsweredWithoutReadingTheList()
    {
        await api.AddUserAsync();
        await api.AddUserAsync();
        api.ClearStatements();

        var answer = (await api.SendAsync(HttpMethod.Head, "/users?limit=1", headers: ("Accept", "application/x-ndjson")))
            .Expect(HttpStatusCode.OK);

        Assert.Equal(("application/x-ndjson", ""), (answer.ContentType, answer.Text));
        Assert.Single(api.Statements, statement => statement.Contains("FROM users", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/openapi/v1.json", HttpStatusCode.OK)]
    [InlineData("/docs/index.html", HttpStatusCode.OK)]
    [InlineData("/health/ready", HttpStatusCode.OK)]
    [InlineData("/problems/forbidden", HttpStatusCode.OK)]
    [InlineData("/users", HttpStatusCode.Unauthorized)]
    public async Task Head_WithoutCredentials_HasTheAccessOfTheGet(string path, HttpStatusCode status)
    {
        var answer = (await api.SendAsAsync(null, HttpMethod.Head, path)).Expect(status);

        Assert.Equal("", answer.Text);
    }

    [Theory]
    [InlineData("PATCH", "/users", "GET, HEAD, POST")]
    [InlineData("POST", "/users/ann", "DELETE, GET, HEAD, PUT")]
    [InlineData("POST", "/health/live", "GET, HEAD")]
    [InlineData("HEAD", "/users/ann/reactivate", "POST")]
    [InlineData("PATCH", "/users/ann/reactivate", "POST")]
    public async Task Send_WhenMethodIsNotAllowed_AllowsHeadWhereGetIs(string method, string path, string allow)
    {
        var answer = (await api.SendAsync(new(method), path)).Expect(HttpStatusCode.MethodNotAllowed);

        Assert.Equal(allow, answer.Headers["Allow"]);
    }

    private async Task<Answer> AssertSameAsync(string path)
    {
        var get = await api.GetAsync(path);
        var head = await api.SendAsync(HttpMethod.Head, path);

        Assert.Equal("", head.Text);
        Assert.Equal(get.Status, head.Status);
        Assert.Equal(Comparable(get), Comparable(head));
        if (head.Headers.TryGetValue("Content-Length", out var length))
        {
            // The trace_id of a problem has the same length.
            Assert.Equal($"{System.Text.Encoding.UTF8.GetByteCount(get.Text)}", length);
        }

        return head;
    }

    private static IEnumerable<string> Comparable(Answer answer) =>
        answer.Headers.Where(header => !Changing.Contains(header.Key)).Select(header => $"{header.Key}: {header.Value}").Order();
}
