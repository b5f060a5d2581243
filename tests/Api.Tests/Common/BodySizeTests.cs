using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Common;

public sealed class BodySizeTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const int Limit = 1024 * 1024;

    [Theory]
    [InlineData(Limit - 1, true, false)]
    [InlineData(Limit, true, false)]
    [InlineData(Limit, false, false)]
    [InlineData(Limit, true, true)]
    [InlineData(Limit, false, true)]
    public async Task Post_AtMaxBodySize_IsAccepted(int length, bool announced, bool withKey)
    {
        var id = NewId();

        (await SendAsync(id, length, announced, withKey)).Expect(HttpStatusCode.Created);

        Assert.NotNull(await api.UserRowAsync(id));
    }

    [Theory]
    [InlineData(Limit + 1, true, false)]
    [InlineData(Limit + 1, false, false)]
    [InlineData(Limit + 1, true, true)]
    [InlineData(Limit + 1, false, true)]
    [InlineData(3 * Limit, true, false)]
    [InlineData(3 * Limit, false, false)]
    public async Task Post_BeyondMaxBodySize_IsRefused(int length, bool announced, bool withKey)
    {
        var id = NewId();

        (await SendAsync(id, length, announced, withKey)).ExpectProblem(HttpStatusCode.RequestEntityTooLarge, "body_too_large");

        Assert.Null(await api.UserRowAsync(id));
    }

    private static string NewId() => $"size-{Guid.NewGuid():N}";

    /// <summary>A valid body, filled up with white space.</summary>
    private Task<Answer> SendAsync(string id, int length, bool announced, bool withKey)
    {
        var json = $$"""{"id":"{{id}}","name":"Ann"}""";
        var body = Encoding.ASCII.GetBytes(json.PadRight(length));
        return api.Client.SendContentAsync(
            HttpMethod.Post, "/users", announced ? RawRequests.Bytes(body) : new Unannounced(body),
            withKey ? [("Idempotency-Key", id)] : []);
    }

    /// <summary>A body whose length nobody knows before its end.</summary>
    private sealed class Unannounced : HttpContent
    {
        private readonly byte[] body;

        public Unannounced(byte[] body)
        {
            this.body = body;
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(body).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
