using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;

namespace Concierge.Api.Tests.Access;

/// <summary>
/// The product in Keys mode with a clock that the test controls. Requests carry the credentials that the test names. The key of
/// <see cref="ApiFixture.Client"/> has all scopes.
/// </summary>
public partial class AccessFixture(TestDatabases databases) : ApiFixture(databases), IAsyncLifetime
{
    private HttpClient anonymous = null!;

    internal ExecutedStatements Executed { get; } = new();

    internal FakeTimeProvider Clock { get; } = new(Clocks.Start);

    /// <summary>SQL of the statements that requests caused.</summary>
    internal List<string> Statements =>
        [.. Executed.RoundTrips.SelectMany(statements => statements)
            .Select(statement => statement.Sql).Where(sql => !Background().IsMatch(sql))];

    /// <summary>Connection string of another replica's database, to share it; null for a database of its own.</summary>
    internal string? SharedDatabase { get; init; }

    internal void ClearStatements() => Executed.RoundTrips.Clear();

    public static string Bearer(string token) => $"Bearer {token}";

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        Client.DefaultRequestHeaders.Authorization = new("Bearer", Credentials.Key);
        anonymous = CreateClient();
        anonymous.DefaultRequestHeaders.Authorization = null;
    }

    /// <summary>Starts another replica on the same database.</summary>
    internal async Task<AccessFixture> StartAnotherAsync(TestDatabases databases)
    {
        var replica = new AccessFixture(databases) { SharedDatabase = ConnectionString };
        await ((IAsyncLifetime)replica).InitializeAsync();
        return replica;
    }

    /// <summary>Sends a request with this <c>Authorization</c> header; null for none.</summary>
    public async Task<Answer> SendAsAsync(
        string? authorization, HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in authorization is null ? headers : headers.Prepend(("Authorization", authorization)))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await anonymous.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    /// <summary>Creates a service key.</summary>
    public Task<(string Id, string Secret)> AddKeyAsync(params string[] scopes) => AddKeyOfAsync("test", scopes);

    /// <summary>Creates a service key of a backend.</summary>
    public async Task<(string Id, string Secret)> AddKeyOfAsync(string backend, params string[] scopes)
    {
        var key = (await PostAsync("/service-keys", new { name = backend, scopes })).Expect(HttpStatusCode.Created).Json;
        return ((string)key["id"]!, (string)key["key"]!);
    }

    /// <summary>Mints a token.</summary>
    public async Task<string> MintAsync(string user, long? expiresIn = null) =>
        (string)(await PostAsync($"/users/{user}/tokens", expiresIn is null ? "{}" : new { expires_in = expiresIn }))
            .Expect(HttpStatusCode.Created).Json["token"]!;

    /// <summary>Whether the API accepts these credentials. Only authenticated callers get a 404 for an unknown path.</summary>
    public async Task<bool> LetsInAsync(string? authorization)
    {
        var answer = await SendAsAsync(authorization, HttpMethod.Get, "/nothing");
        Assert.True(answer.Status is HttpStatusCode.NotFound or HttpStatusCode.Unauthorized, answer.Text);
        return answer.Status == HttpStatusCode.NotFound;
    }

    /// <summary>Revokes a service key and waits until this replica rejects it.</summary>
    public async Task RevokeAsync((string Id, string Secret) key)
    {
        (await DeleteAsync($"/service-keys/{key.Id}")).Expect(HttpStatusCode.NoContent);
        await UntilRefusedAsync(key.Secret);
    }

    /// <summary>Advances the clock until this replica rejects a revoked service key.</summary>
    public Task UntilRefusedAsync(string secret) => Poll.UntilAsync(
        async () =>
        {
            Clock.Advance(TimeSpan.FromMilliseconds(100));
            return !await LetsInAsync(Bearer(secret));
        },
        () => "The key is revoked and still accepted.");

    protected override void Configure(IWebHostBuilder builder)
    {
        builder.UseDatabase(SharedDatabase ?? ConnectionString).UseSetting("Auth:Mode", "Keys").UseSetting("RateLimit:Enabled", "false");
        Executed.Watch(builder);
        Clock.Use(builder);
    }

    /// <summary>Matches the statements of background work and of the readiness probe.</summary>
    [GeneratedRegex(
        "^SELECT 1$|FROM webhook_|sms_messages|idempotency_records|event_feed|FROM events|expiry_recorded|"
        + "^DELETE FROM (user_tokens WHERE expires|audit_records|sms_usage)|last_used_at =")]
    private static partial Regex Background();
}
