using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Concierge.Api.Authentication;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Concierge.Application.Access;
using Concierge.Domain.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Access;

/// <summary>
/// Open streams of callers whose credentials end. Their clients do not read, so that no stream comes to its next page: only the watch can
/// end them. The clock is the tests' own.
/// </summary>
public sealed class CredentialWatchTests(TestDatabases databases)
{
    /// <summary>No flush of a client that does not read times out.</summary>
    private static readonly (string, string) Patient = ("Http:RequestTimeout", "1.00:00:00");

    [Theory]
    [InlineData("DELETE", "/users/ann/tokens/{token}")]
    [InlineData("DELETE", "/users/ann/tokens")]
    [InlineData("DELETE", "/users/ann")]
    public async Task Stream_WhenTokenEnds_EndsAloneWithinTwoSeconds(string method, string path)
    {
        await using var api = await StartAsync();
        var token = await MintAsync(api, "ann");
        using var ended = await OpenAsync(api, (string)token["token"]!);
        using var ofBob = await OpenAsync(api, (string)(await MintAsync(api, "bob"))["token"]!);
        using var ofBackend = await OpenAsync(api);
        await CheckAsync(api);

        await SendAsync(api, method, path.Replace("{token}", (string)token["id"]!, StringComparison.Ordinal));
        await CheckAsync(api);

        await ExpectEndedAsync(api, ended);
        await ExpectWholeAsync(api, ofBob, ofBackend);
    }

    [Fact]
    public async Task Stream_WhenServiceKeyIsRevoked_EndsAloneWithinTwoSeconds()
    {
        await using var api = await StartAsync();
        var (key, sibling) = (await AddKeyAsync(api, null), await AddKeyAsync(api, null));
        using var ended = await OpenAsync(api, (string)key["key"]!);
        using var ofSibling = await OpenAsync(api, (string)sibling["key"]!);
        await CheckAsync(api);

        await SendAsync(api, "DELETE", $"/service-keys/{key["id"]}");
        await CheckAsync(api);

        await ExpectEndedAsync(api, ended);
        await ExpectWholeAsync(api, ofSibling);
    }

    /// <summary>The token expires at a whole second, and the key at the same.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stream_WhenCredentialsExpire_EndsThenAndNotBefore(bool isToken)
    {
        await using var api = await StartAsync();
        var expiry = new DateTimeOffset(Clocks.Start.UtcDateTime.AddSeconds(61)).AddTicks(-(Clocks.Start.Ticks % TimeSpan.TicksPerSecond));
        var secret = isToken
            ? (string)(await MintAsync(api, "ann", 60))["token"]!
            : (string)(await AddKeyAsync(api, expiry))["key"]!;
        using var ended = await OpenAsync(api, secret);
        using var other = await OpenAsync(api);

        await CheckAsync(api, expiry - 2 * CredentialWatch.Interval - api.Clock!.Now);
        await CheckAsync(api);
        Assert.DoesNotContain(api.Log.Requests, IsStream);
        await CheckAsync(api);

        await ExpectEndedAsync(api, ended);
        await ExpectWholeAsync(api, other);
    }

    [Fact]
    public async Task FindEnded_AtExpiry_FindsTokenAndKeyAtThatTickAndNotBefore()
    {
        await using var api = await StartAsync();
        var expiry = new DateTimeOffset(2020, 2, 3, 5, 0, 0, TimeSpan.Zero);
        await MintAsync(api, "ann");
        var ofKey = new Credential((Guid)(await AddKeyAsync(api, expiry))["id"]!);
        var ofToken = new Credential(null, UserId.From("ann"), 0, expiry);
        var lasting = ofToken with { ExpiresAt = null };

        api.Clock!.SetUtcNow(expiry.AddTicks(-1));
        Assert.Empty(await FindEndedAsync(api, ofKey, ofToken, lasting));
        api.Clock.SetUtcNow(expiry);
        Assert.Equal([ofKey, ofToken], await FindEndedAsync(api, ofKey, ofToken, lasting));
    }

    [Fact]
    public async Task FindEnded_OfCredentialsThatDoNotExist_FindsAll()
    {
        await using var api = await StartAsync();
        Credential[] unknown =
        [
            new(Guid.NewGuid()),
            new(null, UserId.From("nobody")),
            new(null, UserId.From("ann"), 1),
            new(Guid.NewGuid(), UserId.From("ann")),
        ];

        Assert.Equal(unknown, await FindEndedAsync(api, unknown));
    }

    [Fact]
    public async Task Watch_WithManyStreams_SendsOneStatementForTheirCredentials()
    {
        await using var api = await StartAsync();
        var token = (string)(await MintAsync(api, "ann"))["token"]!;

        // Without streams, it sends none.
        api.Clock!.Advance(CredentialWatch.Interval);
        using var one = await OpenAsync(api, token);
        using var another = await OpenAsync(api, token);
        using var backend = await OpenAsync(api);
        using var again = await OpenAsync(api);
        await CheckAsync(api);
        await CheckAsync(api);

        Assert.Equal([2, 2], api.Checks);
    }

    /// <summary>A stream whose client reads finds out before its next page, even between two ticks of the watch.</summary>
    [Fact]
    public async Task Stream_WhenTokenIsRevoked_ReadsNoFurtherPage()
    {
        await using var api = await StartAsync();
        using var ended = await OpenAsync(api, (string)(await MintAsync(api, "ann"))["token"]!);

        await SendAsync(api, "DELETE", "/users/ann/tokens");

        await Assert.ThrowsAnyAsync<IOException>(() => CountAsync(ended));
        Assert.Empty(api.Failures);
    }

    private Task<StreamingApi> StartAsync() => StreamingApi.StartAsync(databases, new FakeTimeProvider(Clocks.Start), Patient);

    private static async Task<IEnumerable<Credential>> FindEndedAsync(StreamingApi api, params Credential[] credentials)
    {
        await using var scope = api.Services.CreateAsyncScope();
        var ended = await scope.ServiceProvider.GetRequiredService<ICredentialReader>()
            .FindEndedAsync(credentials, TestContext.Current.CancellationToken);
        return credentials.Where(ended.Contains);
    }

    private static async Task<StreamReader> OpenAsync(StreamingApi api, string? bearer = null)
    {
        var stream = await api.OpenAsync(bearer);
        Assert.NotNull(await stream.ReadLineAsync(TestContext.Current.CancellationToken));
        return stream;
    }

    /// <summary>Lets time pass until the watch has checked all open streams.</summary>
    private static async Task CheckAsync(StreamingApi api, TimeSpan? time = null)
    {
        var before = api.Checks.Count;
        api.Clock!.Advance(time ?? CredentialWatch.Interval);
        await Poll.UntilAsync(() => api.Checks.Count > before, () => "The watch does not check.");
    }

    private static async Task ExpectEndedAsync(StreamingApi api, StreamReader stream)
    {
        await Poll.UntilAsync(() => api.Log.Requests.Any(IsStream), () => "The stream does not end.");
        await Assert.ThrowsAnyAsync<IOException>(() => CountAsync(stream));
        Assert.Contains(
            api.Log.Lines, line => line.Text.StartsWith("A stream was ended, because the credentials", StringComparison.Ordinal));
        Assert.Empty(api.Failures);
    }

    private static async Task ExpectWholeAsync(StreamingApi api, params StreamReader[] streams)
    {
        Assert.Single(api.Log.Requests, IsStream);
        foreach (var stream in streams)
        {
            Assert.Equal(StreamingApi.Rows - 1, await CountAsync(stream));
        }
    }

    private static bool IsStream(LineLog.Line line) => line.Request == "GET /messages 200";

    private static async Task<int> CountAsync(StreamReader lines)
    {
        var count = 0;
        while (await lines.ReadLineAsync(TestContext.Current.CancellationToken) is not null)
        {
            count++;
        }

        return count;
    }

    private static Task<JsonNode> MintAsync(StreamingApi api, string user, long? expiresIn = null) =>
        SendAsync(api, "POST", $"/users/{user}/tokens", expiresIn is null ? new { } : new { expires_in = expiresIn });

    private static Task<JsonNode> AddKeyAsync(StreamingApi api, DateTimeOffset? expiresAt) => SendAsync(
        api, "POST", "/service-keys", new { name = "shop", scopes = new[] { "messages" }, expires_at = expiresAt?.UtcDateTime });

    private static async Task<JsonNode> SendAsync(StreamingApi api, string method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(new(method), path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await Answer.ReadAsync(response);
        return answer.Expect(body is null ? HttpStatusCode.NoContent : HttpStatusCode.Created).Text is { Length: > 0 }
            ? answer.Json
            : new JsonObject();
    }
}
