using System.Net;
using Concierge.Api.OpenApi;
using Concierge.Api.Tests.Access;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Concierge.Api.Tests.OpenApi;

public sealed class ServedDocumentTests(AccessFixture api) : IClassFixture<AccessFixture>
{
    private const string Path = "/openapi/v1.json";

    [Fact]
    public async Task Get_ManyTimesAtOnce_BuildsTheDocumentOnce()
    {
        var provider = new CountingProvider();
        var document = new ServedDocument(provider);

        var served = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(document.GetAsync)));

        Assert.Equal(1, provider.Count);
        Assert.All(served, one => Assert.Same(served[0].Json, one.Json));
    }

    [Fact]
    public async Task Get_Always_HasTypeAndStrongTag()
    {
        var first = (await api.SendAsAsync(null, HttpMethod.Get, Path)).Expect(HttpStatusCode.OK);
        var second = (await api.SendAsAsync(null, HttpMethod.Get, "/v1" + Path)).Expect(HttpStatusCode.OK);

        Assert.Equal("application/json", first.ContentType);
        Assert.Matches("^\"[0-9a-f]{24}\"$", first.ETag);
        Assert.Equal((first.ETag, first.Text), (second.ETag, second.Text));
    }

    [Theory]
    [InlineData("GET", "{tag}", HttpStatusCode.NotModified)]
    [InlineData("HEAD", "{tag}", HttpStatusCode.NotModified)]
    [InlineData("GET", "W/{tag}", HttpStatusCode.NotModified)]
    [InlineData("GET", "\"other\", {tag}", HttpStatusCode.NotModified)]
    [InlineData("GET", "*", HttpStatusCode.NotModified)]
    [InlineData("GET", "\"other\"", HttpStatusCode.OK)]
    [InlineData("HEAD", "\"other\"", HttpStatusCode.OK)]
    public async Task Get_WithIfNoneMatch_IsNotModifiedForTheTag(string method, string header, HttpStatusCode status)
    {
        var tag = (await api.SendAsAsync(null, HttpMethod.Get, Path)).ETag!;

        var answer = await api.SendAsAsync(
            null, new(method), Path, null, ("If-None-Match", header.Replace("{tag}", tag, StringComparison.Ordinal)));

        Assert.Equal(tag, answer.Expect(status).ETag);
        Assert.Equal(method == "GET" && status == HttpStatusCode.OK, answer.Text.Length > 0);
    }

    private sealed class CountingProvider : IOpenApiDocumentProvider
    {
        private int count;

        public int Count => count;

        public Task<OpenApiDocument> GetOpenApiDocumentAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref count);
            return Task.FromResult(new OpenApiDocument { Info = new(), Paths = [] });
        }
    }
}
