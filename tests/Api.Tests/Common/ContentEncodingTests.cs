using System.Net;
using System.Text;
using Concierge.Api.Tests.Access;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Common;

/// <summary>Compressed bodies and byte order marks.</summary>
public sealed class ContentEncodingTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("identity, gzip")]
    [InlineData("nonsense")]
    public async Task Send_WhenTheBodyIsEncoded_IsRefusedByEveryOperation(string encoding)
    {
        var operations = (await Operation.AllAsync(api)).Where(operation => operation.Method is "post" or "put" or "delete").ToList();

        Assert.Contains("post /sms-messages/delivery-reports/{gateway}", operations.Select(operation => $"{operation}"));
        foreach (var operation in operations)
        {
            var answer = (await SendAsync(operation.HttpMethod, operation.Target, "{}", encoding))
                .ExpectProblem(HttpStatusCode.UnsupportedMediaType, "content_encoding_unsupported");
            Assert.Equal("identity", answer.Headers["Accept-Encoding"]);
        }
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("Identity")]
    [InlineData("identity, identity")]
    [InlineData("")]
    public async Task Send_WhenTheBodyIsNotEncoded_IsAccepted(string encoding)
    {
        (await SendAsync(HttpMethod.Post, "/users", """{ "name": "Ann" }""", encoding)).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Send_WhenAnEncodingIsNamedForNoBody_IsAccepted()
    {
        var id = await api.AddUserAsync();

        (await SendAsync(HttpMethod.Post, $"/users/{id}/reactivate", "", "gzip")).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    public async Task Send_WhenTheBodyStartsWithAByteOrderMark_IsRead(string type)
    {
        var id = $"user-{Guid.NewGuid():N}";
        byte[] body = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes($$"""{ "id": "{{id}}", "name": "Zoë" }""")];

        (await api.Client.SendContentAsync(HttpMethod.Post, "/users", RawRequests.Bytes(body, type))).Expect(HttpStatusCode.Created);

        Assert.Equal("Zoë", (string?)(await api.GetAsync($"/users/{id}")).Json["name"]);
    }

    [Fact]
    public async Task Send_WhenTheBodyIsAByteOrderMarkAlone_IsEmpty()
    {
        var id = await api.AddUserAsync();
        var mark = RawRequests.Bytes(Encoding.UTF8.GetPreamble());

        (await api.Client.SendContentAsync(HttpMethod.Post, $"/users/{id}/tokens", mark)).Expect(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("utf-16", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("iso-8859-1", HttpStatusCode.UnsupportedMediaType)]
    [InlineData(null, HttpStatusCode.BadRequest)]
    public async Task Send_WhenTheBodyIsUtf16_IsRefused(string? charset, HttpStatusCode status)
    {
        byte[] body = [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("""{ "name": "Ann" }""")];
        var type = charset is null ? "application/json" : $"application/json; charset={charset}";

        (await api.Client.SendContentAsync(HttpMethod.Post, "/users", RawRequests.Bytes(body, type))).Expect(status);
    }

    private Task<Answer> SendAsync(HttpMethod method, string path, string body, string encoding)
    {
        var content = RawRequests.Bytes(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        return api.Client.SendContentAsync(method, path, content);
    }
}
