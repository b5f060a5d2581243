using System.Net;
using Concierge.Api.Tests.Access;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Common;

/// <summary>A stored response from before the version byte: nonce, ciphertext, tag. Commit 16ce771 wrote it in Development mode.</summary>
public sealed class StoredResponseTests(TestDatabases databases)
{
    private const string Id = "a0c4114e9adc5087578bcae94c92a35ffe918780ff0bc3080ef8600b0d3cbf65";

    private const string Fingerprint = "ac8088bdec4217f04e733824af9c65195e8bba49b2d46a8c5a7510f1ce3f1076";

    private const string Response =
        "6da54131196d4b487380737c1d94e353a199925c22078887462263a263e77f324724c4c0c72834b1fc3f60a0f6dc1c685d4cdc2fc0c1f78825cdf233eb0ac94d"
        + "6740e9d183d91868ade7531737418c46396babc70d0ea6ee95f6d228dea5fb60c32f341e6cabf6c35c1b1e190d567b39f4a991c1a4790df8cadf2b17e14bfef1"
        + "5641c2e79309b581e46f75e7926e8fbf4160f0a186ec50dee2e93453f94c7db29c0a7631a0b1a3519d4e656f855567d6bafa01807a234b6901921fab27d3d61c"
        + "bf3a01595583c38d3b89b823d7a7265426bfda40170a07135c0d422f399a8b49c78a64217c8250fe9bbbebf64a3590f8ef2f023c33a5213b2174054b3279a3cd"
        + "e8ab60f98f9b2b2c0fb30217e6d6233e72d274f189400c2f2f0bcde8f6c0c84aeba149d6aa85bfa61a8746302e36df79623c74ce99164d9599161d2c484a56ed"
        + "d4d307d82a99d5f96bb58706e1e945f57d";

    [Fact]
    public async Task Post_WhenResponseWasStoredByFirstVersion_ReplaysIt()
    {
        await using var api = await LimitedApi.StartAsync(databases, ("Auth:Mode", "Development"));
        await api.QueryAsync(
            "INSERT INTO idempotency_records (id, fingerprint, response, expires_at) "
            + "VALUES (@id, @fingerprint, @response, now() + interval '1 hour')",
            ("id", Convert.FromHexString(Id)), ("fingerprint", Convert.FromHexString(Fingerprint)),
            ("response", Convert.FromHexString(Response)));

        var replayed = (await api.AskAsync(
            HttpMethod.Post, "/users", """{"id":"first","name":"Ann"}""", token: null,
            headers: ("Idempotency-Key", "first-version"))).Expect(HttpStatusCode.Created);

        Assert.Equal(
            """
            {"id":"first","name":"Ann","metadata":{},"status":"active",
            "created_at":"2026-11-29T23:10:19.004Z","updated_at":"2026-11-29T23:10:19.004Z"}
            """.ReplaceLineEndings(""),
            replayed.Text);
        Assert.Equal(
            ("true", "/users/first", "\"1\""),
            (replayed.Headers["Idempotent-Replayed"], replayed.Headers["Location"], replayed.Headers["ETag"]));
        Assert.Null(await api.UserRowAsync("first"));
    }
}
