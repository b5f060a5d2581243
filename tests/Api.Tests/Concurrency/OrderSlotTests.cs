using System.Net;
using Concierge.Api.Tests.Hosting;
using Npgsql;

namespace Concierge.Api.Tests.Concurrency;

/// <summary>The window as the database holds it, against writers that know nothing of the product and its locks.</summary>
public sealed class OrderSlotTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Later = "int8range(upper(during), upper(during) + 10800000)";

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData("during")]
    [InlineData("int8range(upper(during) - 1, upper(during) + 1)")]
    [InlineData("int8range(lower(during) - 1, lower(during) + 1)")]
    [InlineData("int8range(lower(during) - 1, upper(during) + 1)")]
    [InlineData("int8range(lower(during), lower(during) + 1)")]
    public async Task Insert_WhenTheSlotOverlapsOneOfTheSameScope_IsRefusedByTheDatabase(string during)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => InsertSlotAsync("scope_key", during));

        Assert.Equal((PostgresErrorCodes.ExclusionViolation, "ex_order_slots_window"), (refused.SqlState, refused.ConstraintName));
    }

    [Theory]
    [InlineData("scope_key", "NULL", PostgresErrorCodes.NotNullViolation, "during")]
    [InlineData("NULL", Later, PostgresErrorCodes.NotNullViolation, "scope_key")]
    [InlineData("scope_key", "'empty'::int8range", PostgresErrorCodes.CheckViolation, "ck_order_slots_during")]
    [InlineData("scope_key", "int8range(7, 7)", PostgresErrorCodes.CheckViolation, "ck_order_slots_during")]
    [InlineData("'other'", "int8range(7, NULL)", PostgresErrorCodes.CheckViolation, "ck_order_slots_during")]
    [InlineData("'other'", "int8range(NULL, 7)", PostgresErrorCodes.CheckViolation, "ck_order_slots_during")]
    public async Task Insert_WhenTheSlotWouldSlipPastTheConstraint_IsRefusedByTheDatabase(string scopeKey, string during, string state, string at)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => InsertSlotAsync(scopeKey, during));

        Assert.Equal((state, at), (refused.SqlState, refused.ConstraintName ?? refused.ColumnName));
    }

    [Theory]
    [InlineData("scope_key", Later)]
    [InlineData("scope_key", "int8range(lower(during) - 10800000, lower(during))")]
    [InlineData("scope_key || 'x'", "during")]
    public async Task Insert_WhenTheSlotIsAdjacentOrOfAnotherScope_IsAccepted(string scopeKey, string during) =>
        Assert.NotNull(await InsertSlotAsync(scopeKey, during));

    [Theory(Timeout = 60_000)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Create_WhenSomebodyPastTheLocksTakesTheTime_WaitsAndIsRefusedIfHeKeepsIt(bool withIdempotencyKey, bool keeps)
    {
        var service = await api.AddServiceAsync();
        await using var writer = await RawWriter.BeginAsync(api);
        var id = await writer.AddOrderAsync(BookingSteps.Morning, service);

        var creating = api.BookAsync(BookingSteps.Morning + Hour, [service], withIdempotencyKey: withIdempotencyKey);
        await api.ExpectWaitingAsync(1, creating);
        await writer.EndAsync(keeps);

        if (keeps)
        {
            var refusal = (await creating).ExpectConflict(BookingSteps.Morning + Hour, service);
            Assert.Equal((id, BookingSteps.Morning), (Assert.Single(refusal.Conflicts).Id, refusal.Conflicts[0].At));
            Assert.Equal((BookingSteps.Morning + Booked.Window, BookingSteps.Morning - Booked.Window), (refusal.Next, refusal.Previous));
        }
        else
        {
            (await creating).Expect(HttpStatusCode.Created);
        }

        await api.ExpectSoundAsync();
    }

    [Theory(Timeout = 60_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Update_WhenSomebodyPastTheLocksTakesTheTime_WaitsAndIsRefusedIfHeKeepsIt(bool keeps)
    {
        var services = await api.AddServicesAsync(2);
        var before = (await api.BookAsync(BookingSteps.Morning, [services[0]])).Expect(HttpStatusCode.Created);
        await using var writer = await RawWriter.BeginAsync(api);
        var id = await writer.AddOrderAsync(BookingSteps.Morning, services[1]);

        var moving = api.MoveAsync(Booked.Of(before.Json).Id, BookingSteps.Morning + Hour, services);
        await api.ExpectWaitingAsync(1, moving);
        await writer.EndAsync(keeps);

        var after = await moving;
        if (keeps)
        {
            Assert.Equal(id, Assert.Single(after.ExpectConflict(BookingSteps.Morning + Hour, services[1]).Conflicts).Id);
            Assert.Equal(before.Text, (await api.GetAsync($"/orders/{Booked.Of(before.Json).Id}")).Text);
        }
        else
        {
            after.Expect(HttpStatusCode.OK);
        }

        await api.ExpectSoundAsync();
    }

    [Theory(Timeout = 60_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Create_WhenManyWaitForSomebodyPastTheLocks_OneGetsTheTimeIfHeLeavesIt(bool keeps)
    {
        const int Clients = 8;
        var service = await api.AddServiceAsync();
        await using var writer = await RawWriter.BeginAsync(api);
        await writer.AddOrderAsync(BookingSteps.Morning, service);

        var creating = Enumerable.Range(0, Clients)
            .Select(client => api.BookAsync(BookingSteps.Morning.AddMinutes(client), [service], withIdempotencyKey: client % 2 == 0))
            .ToArray();
        await api.ExpectWaitingAsync(Clients, creating);
        await writer.EndAsync(keeps);

        Assert.Equal(keeps ? "8 x 409" : "1 x 201, 7 x 409", Crowd.Statuses(await Task.WhenAll(creating)));
        foreach (var (client, request) in creating.Index().Where(request => request.Item.Result.Status == HttpStatusCode.Conflict))
        {
            (await request).ExpectConflict(BookingSteps.Morning.AddMinutes(client), service);
        }

        await api.ExpectSoundAsync();
    }

    [Theory(Timeout = 60_000)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Create_WhenSomebodyPastTheLocksTakesTheId_WaitsAndIsRefusedIfHeKeepsIt(bool withIdempotencyKey, bool keeps)
    {
        var services = await api.AddServicesAsync(2);
        await using var writer = await RawWriter.BeginAsync(api);
        var id = await writer.AddOrderAsync(BookingSteps.Morning, services[0]);

        var creating = api.BookAsync(BookingSteps.Morning, [services[1]], id, withIdempotencyKey);
        await api.ExpectWaitingAsync(1, creating);
        await writer.EndAsync(keeps);

        if (keeps)
        {
            (await creating).ExpectProblem(HttpStatusCode.Conflict, "order_exists");
        }
        else
        {
            (await creating).Expect(HttpStatusCode.Created);
        }

        await api.ExpectSoundAsync();
    }

    [Fact]
    public async Task Create_WhenItsRefusalWasForSomebodyPastTheLocksWhoThenLeft_IsAcceptedUnderTheSameKey()
    {
        var service = await api.AddServiceAsync();
        var key = Guid.NewGuid().ToString();
        Task<Answer> PostAsync() => api.PostAsync(
            "/orders", new { datetime = BookingSteps.Morning.Text(), totalfee = 1, services = new[] { new { id = service } } }, headers: ("Idempotency-Key", key));

        await using var writer = await RawWriter.BeginAsync(api);
        var id = await writer.AddOrderAsync(BookingSteps.Morning, service);
        var creating = PostAsync();
        await api.ExpectWaitingAsync(1, creating);
        await writer.EndAsync(keeps: true);
        (await creating).ExpectConflict(BookingSteps.Morning, service);

        (await api.DeleteAsync($"/orders/{id}")).Expect(HttpStatusCode.NoContent);
        Assert.False((await PostAsync()).Expect(HttpStatusCode.Created).Headers.ContainsKey("Idempotent-Replayed"));
    }

    /// <summary>Adds an order, and a second one past all checks, with a slot that is written in terms of the first one's.</summary>
    private async Task<object?> InsertSlotAsync(string scopeKey, string during)
    {
        var service = await api.AddServiceAsync();
        var order = await api.AddOrderAsync(BookingSteps.Morning.Text(), service);

        // The second must last until its slot is refused or stored, and be gone after: other tests count everything.
        await using var connection = new NpgsqlConnection(api.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var insert = new NpgsqlCommand(
            $"""
            WITH second AS (
                INSERT INTO orders (id, datetime, total_fee, service_ids, created_at, updated_at, version)
                SELECT 'second-' || id, datetime, total_fee, service_ids, created_at, updated_at, version FROM orders WHERE id = @id RETURNING id)
            INSERT INTO order_slots (order_id, scope_key, during)
            SELECT second.id, {scopeKey}, {during} FROM second, order_slots WHERE order_id = @id RETURNING order_id
            """,
            connection,
            transaction)
        {
            Parameters = { new("id", (string)order["id"]!) },
        };
        return await insert.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Writes orders in a transaction of its own, without the locks.</summary>
    private sealed class RawWriter(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        public static async Task<RawWriter> BeginAsync(ApiFixture api)
        {
            var connection = new NpgsqlConnection(api.ConnectionString);
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            return new(connection, await connection.BeginTransactionAsync(TestContext.Current.CancellationToken));
        }

        /// <summary>Adds an order that nobody sees yet.</summary>
        /// <returns>Its id.</returns>
        public async Task<string> AddOrderAsync(DateTimeOffset at, string service)
        {
            var id = $"raw-{Guid.NewGuid():N}";
            await using var insert = new NpgsqlCommand(
                """
                WITH raw AS (
                    INSERT INTO orders (id, datetime, total_fee, service_ids, created_at, updated_at, version)
                    VALUES (@id, @at, 1, ARRAY[@service], @at, @at, 1)),
                use AS (INSERT INTO service_uses (order_id, service_id, datetime) VALUES (@id, @service, @at))
                INSERT INTO order_slots (order_id, scope_key, during) VALUES (@id, @service, int8range(@start, @start + 10800000))
                """,
                connection,
                transaction)
            {
                Parameters = { new("id", id), new("at", at), new("service", service), new("start", at.ToUnixTimeMilliseconds()) },
            };
            await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            return id;
        }

        public Task EndAsync(bool keeps) => keeps
            ? transaction.CommitAsync(TestContext.Current.CancellationToken)
            : transaction.RollbackAsync(TestContext.Current.CancellationToken);

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
