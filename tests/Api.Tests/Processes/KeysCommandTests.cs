using System.Net;
using Concierge.Api.Tests.Access;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Concierge.Infrastructure.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Processes;

public sealed class KeysCommandTests(AccessFixture api, TestDatabases databases) : IClassFixture<AccessFixture>
{
    [Fact]
    public async Task Keys_WhenCreatedAndRevoked_AreAcceptedUntilThen()
    {
        var created = await RunAsync("keys", "create", "--name", "Booking desk", "--scopes", "orders:read, users");

        Assert.True(created.Code == 0, created.Errors);
        var secret = created.Output;
        Assert.Matches(@"\Ack_[A-Za-z0-9_-]{43}\z", secret);
        Assert.DoesNotContain(secret, created.Errors, StringComparison.Ordinal);
        var id = (string)(await api.QueryAsync("SELECT id::text FROM service_keys WHERE name = 'Booking desk'"))!;
        Assert.Equal(
            $"Service key {id} (Booking desk) with the scopes orders:read, users. The secret is shown only once:",
            created.Errors.ExpectOneReadableLine());

        var listed = await RunAsync("keys", "list");
        Assert.Equal(0, listed.Code);
        var line = Assert.Single(listed.Output.Split('\n'), line => line.StartsWith(id, StringComparison.Ordinal));
        Assert.Matches(@"^\S+  good  made \S+Z  never used  orders:read,users  Booking desk$", line);
        Assert.Equal(await api.CountAsync("service_keys"), listed.Output.Split('\n').Length);
        Assert.DoesNotContain("ck_", listed.Output, StringComparison.Ordinal);

        (await api.SendAsAsync(AccessFixture.Bearer(secret), HttpMethod.Get, "/users")).Expect(HttpStatusCode.OK);
        (await api.SendAsAsync(AccessFixture.Bearer(secret), HttpMethod.Get, "/orders")).Expect(HttpStatusCode.OK);
        (await api.SendAsAsync(AccessFixture.Bearer(secret), HttpMethod.Post, "/orders", "{}"))
            .ExpectProblem(HttpStatusCode.Forbidden, "forbidden");
        await api.Services.GetRequiredService<ServiceKeyUses>().SaveAsync();

        var revoked = await RunAsync("keys", "revoke", id);
        Assert.Equal((0, $"Service key {id} is revoked.", ""), revoked);
        await api.UntilRefusedAsync(secret);
        Assert.Matches($"(?m)^{id}  revoked \\S+Z  made \\S+Z  last used 2020-02-03T04:05:06Z  ", (await RunAsync("keys", "list")).Output);
    }

    [Theory]
    [InlineData("The scope is unknown; valid scopes are users, ", "keys", "create", "--name", "a", "--scopes", "users,nothing")]
    [InlineData("--name: ", "keys", "create", "--name", " ", "--scopes", "users")]
    [InlineData("There is no service key with this id.", "keys", "revoke", "01900000-0000-7000-8000-000000000000")]
    [InlineData("The id of a service key must be a UUID.", "keys", "revoke", "nobody")]
    public async Task Keys_WithInvalidInput_PrintOneLine(string said, params string[] command)
    {
        var before = await api.CountAsync("service_keys");

        var (code, output, errors) = await RunAsync(command);

        Assert.Equal((1, ""), (code, output));
        Assert.Contains(said, errors.ExpectOneReadableLine(), StringComparison.Ordinal);
        Assert.Equal(before, await api.CountAsync("service_keys"));
    }

    [Fact]
    public async Task Create_IfNone_CreatesOneKeyOnly()
    {
        var database = ExternalDatabase.Arguments(await databases.CreateAsync());
        string[] create = ["keys", "create", "--name", "first", "--scopes", "admin", "--if-none", .. database];
        var seeded = await InProcessProgram.RunAsync(["keys", "list", .. database]);
        Assert.Equal((0, "A service key is active; no key was created."), Outcome(await InProcessProgram.RunAsync(create)));
        var revoked = await InProcessProgram.RunAsync(["keys", "revoke", "--last-admin", seeded.Output.Split(' ')[0], .. database]);
        Assert.True(revoked.Code == 0, revoked.Errors);

        var first = await InProcessProgram.RunAsync(create);
        var second = await InProcessProgram.RunAsync(create);

        Assert.Matches(@"\Ack_[A-Za-z0-9_-]{43}\z", first.Output);
        Assert.Equal((0, "A service key is active; no key was created."), Outcome(second));

        static (int Code, string Errors) Outcome((int Code, string Output, string Errors) run)
        {
            Assert.Equal("", run.Output);
            return (run.Code, run.Errors.ExpectOneReadableLine());
        }
    }

    [Fact]
    public async Task Keys_WhenChangedByCommand_LeaveAuditRecordsOfOperator()
    {
        var secret = (await RunAsync("keys", "create", "--name", "audited", "--scopes", "users")).Output;
        var id = (string)(await api.QueryAsync("SELECT id::text FROM service_keys WHERE name = 'audited'"))!;
        var rotated = await RunAsync("keys", "rotate", id, "--overlap", "60");
        Assert.True(rotated.Code == 0, rotated.Errors);
        Assert.NotEqual(secret, rotated.Output);
        Assert.Equal(0, (await RunAsync("keys", "revoke", id)).Code);

        var records = (await api.GetAsync($"/audit?target={id}")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();

        Assert.Equal(
            ["service_key.revoked", "service_key.rotated", "service_key.created"], records.Select(record => (string?)record!["action"]));
        Assert.All(
            records,
            record => Assert.Equal(
                ("operator", "command line", null),
                ((string?)record!["caller_kind"], (string?)record["caller_name"], (string?)record["credential"])));
    }

    [Fact]
    public async Task Revoke_OfLastAdminKey_RequiresOption()
    {
        await using var other = new AccessFixture(databases);
        await ((IAsyncLifetime)other).InitializeAsync();
        var id = (string)(await other.GetAsync("/service-keys")).Json["items"]![0]!["id"]!;

        var refused = await RunOnAsync(other, "keys", "revoke", id);
        var revoked = await RunOnAsync(other, "keys", "revoke", id, "--last-admin");

        Assert.Equal(1, refused.Code);
        Assert.Contains("last service key with the scope admin", refused.Errors.ExpectOneReadableLine(), StringComparison.Ordinal);
        Assert.Equal((0, $"Service key {id} is revoked.", ""), revoked);
    }

    [Fact]
    public async Task List_OfNameWithControlCharacters_PrintsOneLine()
    {
        await api.QueryAsync(
            "INSERT INTO service_keys (id, name, scopes, secret_hash, created_at) "
            + "VALUES (gen_random_uuid(), E'odd\n01900000-0000-7000-8000-000000000000  good', '{users}', '\\x00', now())");

        var listed = await RunAsync("keys", "list");

        Assert.Equal(await api.CountAsync("service_keys"), listed.Output.Split('\n').Length);
        Assert.Contains("  odd?01900000-", listed.Output, StringComparison.Ordinal);
    }

    private Task<(int Code, string Output, string Errors)> RunAsync(params string[] command) => RunOnAsync(api, command);

    private static async Task<(int Code, string Output, string Errors)> RunOnAsync(
        AccessFixture database, params string[] command)
    {
        await using var program = InProcessProgram.StartWith([.. command, .. ExternalDatabase.Arguments(database.ConnectionString)]);
        return await program.ExitAsync();
    }
}

/// <summary>
/// In Production, the program refuses to start without a service key. The command that the error names creates the first one.
/// </summary>
public sealed class FirstKeyTests(TestDatabases databases)
{
    [Fact]
    public async Task Start_WhenEveryKeyIsRevoked_NamesCommandThatCreatesOne()
    {
        await using var api = new AccessFixture(databases);
        await ((IAsyncLifetime)api).InitializeAsync();
        await api.QueryAsync("UPDATE service_keys SET revoked_at = now()");
        var settings = ExternalDatabase.Variables(api.ConnectionString);
        string[] serve = ["--environment", "Production", "--urls", "http://127.0.0.1:0"];

        await using var refused = ConciergeProgram.StartWith(settings, serve);
        var (code, _, errors) = await refused.ExitAsync();

        Assert.Equal(1, code);
        var line = errors.ExpectOneReadableLine();
        var command = line[line.IndexOf("keys create", StringComparison.Ordinal)..].Split(' ');
        await using var create = ConciergeProgram.StartWith(settings, command);
        var secret = (await create.ExitAsync()).Output;
        await using var program = ConciergeProgram.StartWith(settings, serve);
        using var client = await program.ListeningAsync();
        using var stranger = await client.GetAsync("/service-keys", TestContext.Current.CancellationToken);
        client.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        using var first = await client.GetAsync("/service-keys", TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (stranger.StatusCode, first.StatusCode));
    }
}
