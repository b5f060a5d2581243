using System.Net;
using System.Net.Http.Json;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Messages;
using Concierge.Api.Tests.Orders;
using Concierge.Application.Orders;
using Concierge.Infrastructure.Postgres;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Concierge.Api.Tests.Common;

/// <summary>
/// Connections return to their pool without a reset (see <see cref="Database"/>). The next request finds no trace of the previous one.
/// </summary>
public sealed class SessionStateTests(SessionStateFixture api) : IClassFixture<SessionStateFixture>
{
    private readonly (string, string) once = ("Idempotency-Key", $"{Guid.NewGuid()}");

    /// <summary>What a session can keep beyond its transaction, each thing as a line.</summary>
    private const string LeftOver = """
        SELECT 'setting ' || name || ' = ' || setting FROM pg_settings WHERE source = 'session'
        UNION ALL SELECT 'role ' || current_user WHERE current_user <> session_user
        UNION ALL SELECT 'session of ' || session_user FROM pg_stat_activity WHERE pid = pg_backend_pid() AND usename <> session_user
        UNION ALL SELECT 'lock ' || objid FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory'
        UNION ALL SELECT 'statement ' || name FROM pg_prepared_statements WHERE name NOT LIKE '\_auto%' AND name NOT LIKE '\_p%'
        UNION ALL SELECT 'cursor ' || name FROM pg_cursors WHERE is_holdable
        UNION ALL SELECT 'temporary ' || relname FROM pg_class WHERE relnamespace = pg_my_temp_schema()
        UNION ALL SELECT 'channel ' || channel FROM pg_listening_channels() AS channel
        """;

    [Fact]
    public Task ListUsers_WithSearch_LeavesSessionUnchanged() => AssertLeavesNothingAsync(async () =>
    {
        var name = $"Name {Guid.NewGuid():N}";
        (await api.PostAsync("/users", new { name })).Expect(HttpStatusCode.Created);
        Assert.Single((await api.GetAsync($"/users?q={name}")).Items());
    });

    [Fact]
    public Task PostOrder_WhenBookedOrRefused_LeavesSessionUnchanged() => AssertLeavesNothingAsync(async () =>
    {
        var service = await api.AddServiceAsync();
        await api.AddOrderAsync(OrderSteps.Noon, service);
        (await api.OrderAsync(OrderSteps.Noon, service)).ExpectProblem(HttpStatusCode.Conflict, "order_conflict");
    });

    [Fact]
    public Task Post_WithIdempotencyKey_LeavesSessionUnchanged() => AssertLeavesNothingAsync(async () =>
    {
        var service = await api.AddServiceAsync();
        (await api.PostAsync("/orders", OrderSteps.Body(OrderSteps.Noon, service), null, once)).Expect(HttpStatusCode.Created);
        (await api.PostAsync("/orders", OrderSteps.Body(OrderSteps.Noon, service), null, once)).Expect(HttpStatusCode.Created);
        (await api.PostAsync("/orders", OrderSteps.Body(OrderSteps.Noon.Plus(OrderSteps.Window), service), null, once))
            .ExpectProblem(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
    });

    [Fact]
    public Task Post_WhenRefusedWithIdempotencyKey_LeavesSessionUnchanged() => AssertLeavesNothingAsync(async () =>
    {
        var service = await api.AddServiceAsync();
        await api.AddOrderAsync(OrderSteps.Noon, service);
        (await api.PostAsync("/orders", OrderSteps.Body(OrderSteps.Noon, service), null, once))
            .ExpectProblem(HttpStatusCode.Conflict, "order_conflict");
        (await api.PostAsync("/services", new { id = service, name = "Again" }, null, once))
            .ExpectProblem(HttpStatusCode.Conflict, "service_exists");
    });

    /// <summary>
    /// The client disconnects while its order waits for a table lock, in the middle of a booking that holds its own locks.
    /// </summary>
    [Fact]
    public Task Post_WhenClientDisconnects_LeavesSessionUnchanged() => AssertLeavesNothingAsync(async () =>
    {
        var service = await api.AddServiceAsync();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using (var blocker = new NpgsqlConnection(api.ConnectionString + ";Pooling=false"))
        {
            await blocker.OpenAsync(TestContext.Current.CancellationToken);
            await using var block = new NpgsqlCommand("BEGIN; LOCK TABLE order_slots", blocker);
            await block.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/orders")
            {
                Content = JsonContent.Create(OrderSteps.Body(OrderSteps.Noon, service)),
            };
            request.Headers.Add("Idempotency-Key", $"{Guid.NewGuid()}");
            var sending = api.Client.SendAsync(request, patience.Token);
            await api.UntilAsync("state = 'active' AND wait_event_type = 'Lock'", 1);

            await patience.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
            await api.UntilAsync("state <> 'idle'", 0);
        }

        Assert.Equal(0L, await api.QueryAsync("SELECT count(*) FROM service_uses WHERE service_id = @service", ("service", service)));
    });

    [Fact]
    public Task Reindex_WhenDone_LeavesSessionUnchanged() => AssertLeavesNothingAsync(async () =>
    {
        await using var scope = api.Services.CreateAsyncScope();
        Assert.Empty(
            (await scope.ServiceProvider.GetRequiredService<IOrderSlots>().RebuildAsync(TestContext.Current.CancellationToken)).Clashes);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task RunAlone_Always_LeavesSessionUnchanged(bool fails) => AssertLeavesNothingAsync(async () =>
    {
        var running = api.Services.GetRequiredService<Database>().RunAloneAsync(
            77, () => fails ? throw new InvalidOperationException() : Task.CompletedTask, TestContext.Current.CancellationToken);
        Assert.Equal(fails, await Record.ExceptionAsync(() => running) is InvalidOperationException);
    });

    /// <summary>Does something, and looks at every connection of the pool, which have to be those that there were before.</summary>
    private async Task AssertLeavesNothingAsync(Func<Task> act)
    {
        var before = await LookAsync();

        await act();

        await api.UntilAsync("state <> 'idle'", 0);
        var after = await LookAsync();
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        Assert.All(after.Values, Assert.Empty);
    }

    /// <summary>What is left over in each session of the pool, by the id of its process.</summary>
    private async Task<Dictionary<int, List<string>>> LookAsync()
    {
        var pool = api.Services.GetRequiredService<Database>().DataSource;
        var connections = new List<NpgsqlConnection>();
        var found = new Dictionary<int, List<string>>();
        try
        {
            for (var i = 0; i < SessionStateFixture.PoolSize; i++)
            {
                connections.Add(await pool.OpenConnectionAsync(TestContext.Current.CancellationToken));
            }

            foreach (var connection in connections)
            {
                await using var look = new NpgsqlCommand(LeftOver, connection);
                await using var rows = await look.ExecuteReaderAsync(TestContext.Current.CancellationToken);
                var lines = found[connection.ProcessID] = [];
                while (await rows.ReadAsync(TestContext.Current.CancellationToken))
                {
                    lines.Add(rows.GetString(0));
                }
            }

            return found;
        }
        finally
        {
            foreach (var connection in connections)
            {
                await connection.DisposeAsync();
            }
        }
    }
}

/// <summary>The product with so few connections that all of them can be looked at.</summary>
public sealed class SessionStateFixture(TestDatabases databases) : ApiFixture(databases)
{
    /// <summary>As many as the product needs at one time, when it does something alone.</summary>
    public const int PoolSize = 2;

    /// <summary>Waits until so many sessions of the product are in this state.</summary>
    public Task UntilAsync(string state, long count) => Poll.UntilAsync(async () => count == (long)(await QueryAsync(
        $"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'product' AND {state}"))!);

    protected override void Configure(IWebHostBuilder builder)
    {
        builder.UseDatabase($"{ConnectionString};Maximum Pool Size={PoolSize};Application Name=product");

        // The dispatcher looks when it is woken, and not in between.
        builder.UseSetting("Sms:PollInterval", "1.00:00:00");
    }
}
