using System.Data.Common;
using System.Net;
using Concierge.Api.Tests.Hosting;
using Concierge.Infrastructure.Persistence;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Faults;

/// <summary>The server fails at writes alone: in the statement, or only when what it wrote is to be committed.</summary>
public sealed class FailingWriteTests(TestDatabases databases)
{
    private const string DiskFull = "RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'";

    private const string Killed = "PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(10)";

    private static readonly string[] Tables = ["messages", "orders", "users", "sms_messages", "idempotency_records"];

    [Theory]
    [InlineData(DiskFull, false)]
    [InlineData(DiskFull, true)]
    [InlineData(Killed, false)]
    [InlineData(Killed, true)]
    public async Task Write_WhenWritesFail_IsUnavailableAndStoredIfAcknowledged(string failure, bool atCommit)
    {
        await using var api = await FaultApi.StartAsync(databases);
        var ledger = await Ledger.OpenAsync(api);
        await ledger.UntilAcknowledgedAsync();

        await BreakAsync(api, failure, atCommit);
        await ledger.UntilUnavailableAsync(Ledger.Writers);
        (await api.GetAsync("/users")).Expect(HttpStatusCode.OK);
        (await api.GetAsync("/health/ready")).Expect(HttpStatusCode.OK);
        await api.ExecuteAsync("DROP FUNCTION fail CASCADE");

        await ledger.UntilAcknowledgedAsync();
        await ledger.CloseAsync();
    }

    [Theory]
    [InlineData(DiskFull, false)]
    [InlineData(DiskFull, true)]
    [InlineData(Killed, false)]
    [InlineData(Killed, true)]
    public async Task Write_WhenFailed_IsNotRetried(string failure, bool atCommit)
    {
        await using var api = await FaultApi.StartAsync(databases);
        var (ann, bob, service) = (await api.AddUserAsync(), await api.AddUserAsync(), await api.AddServiceAsync());
        await BreakAsync(api, failure, atCommit);
        (string Path, object Body)[] writes =
        [
            ("/messages", new { sender_id = ann, recipient_id = bob, body = "Hello" }),
            ("/orders", new { datetime = "2030-01-01T00:00:00Z", totalfee = 1, services = new[] { new { id = service } } }),
            ("/users", new { name = "Ann" }),
            ("/sms-messages", new { recipient_phone = "+15555550123", message_body = "Hello" }),
        ];

        foreach (var (path, body) in writes)
        {
            foreach (var headers in new (string, string)[][] { [], [("Idempotency-Key", path)] })
            {
                var before = await AttemptsAsync(api);
                FaultApi.ExpectUnavailable(await api.PostAsync(path, body, null, headers));
                Assert.Equal(before + 1, await AttemptsAsync(api));
            }
        }

        Assert.Equal(0, await api.CountAsync("messages"));
        Assert.Equal(0, await api.CountAsync("orders"));
        Assert.Equal(0, await api.CountAsync("sms_messages"));
        Assert.Equal(0, await api.CountAsync("idempotency_records"));
    }

    [Fact]
    public async Task Write_WhenConnectionIsCutAfterStatement_IsUnavailable()
    {
        FaultApi api = null!;
        var killer = new SavepointKiller(() => api.KillAsync("xact_start IS NOT NULL"));
        api = await FaultApi.StartAsync(databases, configure: builder => builder.ConfigureTestServices(
            services => services.ConfigureDbContext<ConciergeDbContext>(options => options.AddInterceptors(killer))));
        await using var started = api;

        killer.IsAwake = true;
        FaultApi.ExpectUnavailable(await api.PostAsync("/users", new { id = "ann", name = "Ann" }, null, ("Idempotency-Key", "1")));
        killer.IsAwake = false;

        (await api.PostAsync("/users", new { id = "ann", name = "Ann" }, null, ("Idempotency-Key", "1"))).Expect(HttpStatusCode.Created);
    }

    /// <summary>Has every write fail; attempts are counted where no rollback takes them back.</summary>
    private static Task BreakAsync(FaultApi api, string failure, bool atCommit) => api.ExecuteAsync($"""
        CREATE SEQUENCE attempts;
        CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM nextval('attempts'); {failure}; RETURN NULL; END $$;
        {string.Concat(Tables.Select(table => $"CREATE {(atCommit ? "CONSTRAINT " : "")}TRIGGER fail AFTER INSERT OR UPDATE ON {table} "
            + $"{(atCommit ? "DEFERRABLE INITIALLY DEFERRED " : "")}FOR EACH ROW EXECUTE FUNCTION fail();"))}
        """);

    private static async Task<long> AttemptsAsync(FaultApi api) =>
        (await api.RowsAsync("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM attempts", row => row.GetInt64(0)))[0];

    /// <summary>Kills when EF Core is done with its savepoint, which it does not tell anybody.</summary>
    private sealed class SavepointKiller(Func<Task> kill) : DbTransactionInterceptor
    {
        public bool IsAwake { get; set; }

        public override async ValueTask<InterceptionResult> ReleasingSavepointAsync(
            DbTransaction transaction, TransactionEventData eventData,
            InterceptionResult result, CancellationToken cancellationToken = default)
        {
            if (IsAwake)
            {
                await kill();
            }

            return result;
        }
    }
}
