using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Messages;
using Concierge.Domain.Access;
using Concierge.Infrastructure.Access;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static Concierge.Api.Tests.Access.AccessFixture;

namespace Concierge.Api.Tests.Access;

public sealed class ServiceKeyTests(AccessFixture api, TestDatabases databases) : IClassFixture<AccessFixture>
{
    private const string UnknownKey = "01900000-0000-7000-8000-000000000000";

    [Fact]
    public async Task Create_Always_ReturnsSecretOnceAndStoresOnlyItsHash()
    {
        var answer = (await api.PostAsync("/service-keys", new { name = " Booking desk ", scopes = new[] { "orders", "users" } }))
            .Expect(HttpStatusCode.Created);

        var key = answer.Json;
        var (id, secret) = ((string)key["id"]!, (string)key["key"]!);
        Assert.Matches("^ck_[A-Za-z0-9_-]{43}$", secret);
        Assert.Equal("Booking desk", (string?)key["name"]);
        Assert.Equal(["orders", "users"], key["scopes"]!.AsArray().Select(scope => (string?)scope));
        Assert.Equal(Text(api.Clock.Now), (string?)key["created_at"]);
        Assert.Equal(
            "{\"last_used_at\":null,\"expires_at\":null,\"revoked_at\":null}", Members(key, "last_used_at", "expires_at", "revoked_at"));
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        Assert.DoesNotContain("Location", answer.Headers.Keys);

        var row = (string)(await api.QueryAsync("SELECT k::text FROM service_keys k WHERE id = @id::uuid", ("id", id)))!;
        Assert.DoesNotContain(secret[3..], row, StringComparison.Ordinal);
        Assert.Equal(
            ServiceKeySecret.Hash(secret), await api.QueryAsync("SELECT secret_hash FROM service_keys WHERE id = @id::uuid", ("id", id)));

        var list = (await api.GetAsync("/service-keys?limit=200")).Expect(HttpStatusCode.OK);
        Assert.Contains(id, list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("ck_", list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("hash", list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"key\"", list.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_WhenRepeated_MakesAnotherSecret()
    {
        var (first, second) = (await api.AddKeyAsync("users"), await api.AddKeyAsync("users"));

        Assert.NotEqual(first.Secret, second.Secret);
        Assert.NotEqual(first.Id, second.Id);
    }

    [Theory]
    [InlineData("""{"name":"a"}""", "/scopes", "required")]
    [InlineData("""{"name":"a","scopes":[]}""", "/scopes", "required")]
    [InlineData("""{"name":"a","scopes":["users","nothing"]}""", "/scopes/1", "scope_unknown")]
    [InlineData("""{"name":"a","scopes":["Users"]}""", "/scopes/0", "scope_unknown")]
    [InlineData("""{"name":"a","scopes":[" users"]}""", "/scopes/0", "scope_unknown")]
    [InlineData("""{"name":"a","scopes":["users,admin"]}""", "/scopes/0", "scope_unknown")]
    [InlineData("""{"name":"a","scopes":["*"]}""", "/scopes/0", "scope_unknown")]
    [InlineData("""{"name":"a","scopes":[null]}""", "/scopes/0", "scope_unknown")]
    [InlineData("""{"name":"a","scopes":"users"}""", "/scopes", "type_invalid")]
    [InlineData("""{"name":"a","scopes":[1]}""", "/scopes/0", "type_invalid")]
    [InlineData("""{"scopes":["users"]}""", "/name", "required")]
    [InlineData("""{"name":" ","scopes":["users"]}""", "/name", "blank")]
    [InlineData("""{"name":"a","scopes":["users"],"key":"ck_mine"}""", "/key", "unknown_field")]
    [InlineData("""{"name":"a","scopes":["users"],"id":"01900000-0000-7000-8000-000000000000"}""", "/id", "unknown_field")]
    public async Task Create_WithInvalidInput_PointsToItAndCreatesNone(string body, string pointer, string code)
    {
        var before = await api.CountAsync("service_keys");

        var answer = (await api.PostAsync("/service-keys", body)).Expect(HttpStatusCode.BadRequest);

        var error = Assert.Single(answer.Json["errors"]!.AsArray())!;
        Assert.Equal((pointer, code), ((string?)error["pointer"], (string?)error["code"]));
        Assert.Equal(before, await api.CountAsync("service_keys"));
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public async Task Create_AtLengthLimitOfName_IsInclusive(int length, bool isMade)
    {
        var name = string.Concat(Enumerable.Repeat("\U0001F511", length));

        var answer = await api.PostAsync("/service-keys", new { name = $" {name} ", scopes = new[] { "users" } });

        if (isMade)
        {
            Assert.Equal(name, (string?)answer.Expect(HttpStatusCode.Created).Json["name"]);
        }
        else
        {
            answer.ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", "/name", "too_long");
        }
    }

    [Fact]
    public async Task Create_WithDuplicateScope_KeepsItOnce()
    {
        var key = (await api.PostAsync("/service-keys", new { name = "a", scopes = new[] { "sms", "users", "sms" } }))
            .Expect(HttpStatusCode.Created).Json;

        Assert.Equal(["sms", "users"], key["scopes"]!.AsArray().Select(scope => (string?)scope));
    }

    [Theory]
    [InlineData("key")]
    [InlineData("\"quoted\"")]
    public async Task Create_WithIdempotencyKey_IsNeitherStoredNorReplayed(string idempotencyKey)
    {
        var (before, body) = (await api.CountAsync("idempotency_records"), new { name = "once", scopes = new[] { "users" } });

        var first = (await api.PostAsync("/service-keys", body, null, ("Idempotency-Key", idempotencyKey))).Expect(HttpStatusCode.Created);
        var second = (await api.PostAsync("/service-keys", body, null, ("Idempotency-Key", idempotencyKey))).Expect(HttpStatusCode.Created);

        Assert.NotEqual((string?)first.Json["key"], (string?)second.Json["key"]);
        Assert.DoesNotContain("Idempotent-Replayed", second.Headers.Keys);
        Assert.Equal(before, await api.CountAsync("idempotency_records"));
    }

    [Fact]
    public async Task List_OverSeveralPages_ReturnsEveryKeyOnceNewestFirst()
    {
        var made = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            made.Insert(0, (await api.AddKeyAsync("users")).Id);
        }

        var pages = await api.WalkAsync("/service-keys?limit=2");

        Assert.All(pages.SkipLast(1), page => Assert.Equal(2, page.Length));
        var ids = pages.SelectMany(page => page).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.Equal(made, ids.Where(made.Contains));
        Assert.Equal(await api.CountAsync("service_keys"), ids.Count);
    }

    [Theory]
    [InlineData("?limit=0", "/limit")]
    [InlineData("?limit=201", "/limit")]
    public async Task List_WhenTheLimitIsOutOfRange_IsRefused(string query, string pointer) =>
        (await api.GetAsync($"/service-keys{query}"))
            .ExpectProblem(HttpStatusCode.BadRequest, "validation_failed", pointer, "out_of_range");

    [Fact]
    public async Task List_WithCursorOfAnotherList_IsRefused()
    {
        var (ann, bob) = await api.AddTwoUsersAsync();
        await api.AddMessagesAsync(ann, bob, 2);
        var foreign = (await api.GetAsync("/messages?limit=1")).NextCursor();

        foreach (var cursor in new[] { "nonsense", foreign })
        {
            (await api.GetAsync($"/service-keys?cursor={cursor}")).ExpectProblem(HttpStatusCode.BadRequest, "cursor_invalid");
        }
    }

    [Fact]
    public async Task Revoke_WhenRepeated_KeepsFirstTime()
    {
        var key = await api.AddKeyAsync("users");
        (await api.DeleteAsync($"/service-keys/{key.Id}")).Expect(HttpStatusCode.NoContent);
        var revoked = await RowAsync(key.Id);
        api.Clock.Now = api.Clock.Now.AddMinutes(1);

        (await api.DeleteAsync($"/service-keys/{key.Id.ToUpperInvariant()}")).Expect(HttpStatusCode.NoContent);

        Assert.Equal(revoked, await RowAsync(key.Id));
        var listed = (await api.GetAsync("/service-keys?limit=200")).Items().Single(item => item!.Id() == key.Id)!;
        Assert.Equal((string?)listed["created_at"], (string?)listed["revoked_at"]);
        await api.UntilRefusedAsync(key.Secret);
    }

    [Theory]
    [InlineData(UnknownKey, HttpStatusCode.NotFound, "service_key_not_found")]
    [InlineData("nobody", HttpStatusCode.BadRequest, "validation_failed")]
    [InlineData("%7B01900000-0000-7000-8000-000000000000%7D", HttpStatusCode.BadRequest, "validation_failed")]
    [InlineData("01900000000070008000000000000000", HttpStatusCode.BadRequest, "validation_failed")]
    public async Task Revoke_OfUnknownKey_IsNotFound(string id, HttpStatusCode status, string code)
    {
        (await api.DeleteAsync($"/service-keys/{id}"))
            .ExpectProblem(status, code, status == HttpStatusCode.BadRequest ? "/id" : null, "id_invalid");
    }

    [Fact]
    public async Task Send_ByUser_IsForbiddenAndChangesNothing()
    {
        var user = await api.AddUserAsync();
        var key = await api.AddKeyAsync("users");
        var (before, row) = (await api.CountAsync("service_keys"), await RowAsync(key.Id));

        (await api.PostAsync("/service-keys", new { name = "a", scopes = new[] { "admin" } }, user))
            .ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        (await api.GetAsync("/service-keys", user)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        (await api.DeleteAsync($"/service-keys/{key.Id}", user)).ExpectProblem(HttpStatusCode.Forbidden, "forbidden");

        Assert.Equal(before, await api.CountAsync("service_keys"));
        Assert.Equal(row, await RowAsync(key.Id));
    }

    [Fact]
    public async Task LastUsedAt_WhenSaved_IsTimeOfLastUseAndNeverDecreases()
    {
        var (used, unused) = (await api.AddKeyAsync("users"), await api.AddKeyAsync("users"));
        var uses = api.Services.GetRequiredService<ServiceKeyUses>();
        var at = api.Clock.Now;

        foreach (var time in new[] { at.AddHours(1), at.AddHours(2) })
        {
            api.Clock.Now = time;
            Assert.True(await api.LetsInAsync(Bearer(used.Secret)));
        }

        await uses.SaveAsync();

        // The clock of another replica is behind.
        await using var replica = await api.StartAnotherAsync(databases);
        replica.Clock.Now = at;
        Assert.True(await replica.LetsInAsync(Bearer(used.Secret)));
        await replica.Services.GetRequiredService<ServiceKeyUses>().SaveAsync();

        var listed = (await api.GetAsync("/service-keys?limit=200")).Items();
        Assert.Equal(Text(at.AddHours(2)), (string?)listed.Single(item => item!.Id() == used.Id)!["last_used_at"]);
        Assert.Null(listed.Single(item => item!.Id() == unused.Id)!["last_used_at"]);
    }

    [Fact]
    public async Task Keys_OnSeveralReplicas_AreAcceptedAtOnceAndRefusedSoonAfterRevocation()
    {
        await using var replica = await api.StartAnotherAsync(databases);
        Assert.True(await replica.LetsInAsync(Bearer(Credentials.Key)));

        var key = await api.AddKeyAsync("users");
        Assert.True(await replica.LetsInAsync(Bearer(key.Secret)));
        Assert.True(await api.LetsInAsync(Bearer(key.Secret)));

        (await api.DeleteAsync($"/service-keys/{key.Id}")).Expect(HttpStatusCode.NoContent);
        await replica.UntilRefusedAsync(key.Secret);
        await api.UntilRefusedAsync(key.Secret);
        Assert.True(await replica.LetsInAsync(Bearer(Credentials.Key)));
    }

    /// <summary>
    /// While the table cannot be read, all callers wait. Then the invalid keys are refused together, and the valid keys among them are
    /// accepted.
    /// </summary>
    [Fact]
    public async Task Send_DuringManyWrongKeys_AcceptsValidKeysAndSeldomReadsDatabase()
    {
        const int Wrong = 300;
        var keys = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            keys.Add((await api.AddKeyAsync("users")).Secret);
        }

        await using var replica = await api.StartAnotherAsync(databases);
        await using var connection = new NpgsqlConnection(api.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var hold = new NpgsqlCommand("LOCK TABLE service_keys IN ACCESS EXCLUSIVE MODE", connection, transaction);
        await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        replica.ClearStatements();

        var wrong = new List<Task<bool>>();
        var good = new List<Task<bool>>();
        for (var i = 0; i < Wrong; i++)
        {
            wrong.Add(replica.LetsInAsync(Bearer(ServiceKeySecret.Generate().Text)));
            if (i % 10 == 0)
            {
                good.Add(replica.LetsInAsync(Bearer(keys[i / 10 % keys.Count])));
            }
        }

        // The next read of the keys happens after all requests came in.
        replica.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);

        Assert.All(await Task.WhenAll(wrong), Assert.False);
        Assert.All(await Task.WhenAll(good), Assert.True);
        Assert.InRange(replica.Statements.Count, 1, Wrong / 3);
    }

    /// <summary>Formats an instant as the API does: milliseconds, cut off.</summary>
    private static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null);

    private static string Members(JsonNode node, params string[] names) =>
        new JsonObject(
            names.Select(name => KeyValuePair.Create(name, node.AsObject().ContainsKey(name) ? node[name]?.DeepClone() : "missing")))
                .ToJsonString();

    private async Task<string?> RowAsync(string id) =>
        (string?)await api.QueryAsync(
            "SELECT (name, scopes, secret_hash, created_at, revoked_at)::text FROM service_keys WHERE id = @id::uuid", ("id", id));
}
