using System.Net;
using Concierge.Api.Tests.Hosting;
using Npgsql;
using NpgsqlTypes;

namespace Concierge.Api.Tests.Concurrency;

/// <summary>The constraints that keep orders apart, tested with writers that bypass the product and its locks.</summary>
public sealed class OrderSlotTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly long Start = BookingSteps.Morning.ToUnixTimeMilliseconds();
    private static readonly long End = Start + (long)Booked.Window.TotalMilliseconds;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public enum Overlap
    {
        Same,
        Beginning,
        FirstMillisecond,
        LastMillisecond,
        Around,
    }

    public enum Malformation
    {
        NoTime,
        NoScope,
        EmptyTime,
        NoStart,
        NoEnd,
    }

    [Theory]
    [InlineData(Overlap.Same)]
    [InlineData(Overlap.Beginning)]
    [InlineData(Overlap.FirstMillisecond)]
    [InlineData(Overlap.LastMillisecond)]
    [InlineData(Overlap.Around)]
    public async Task Insert_WhenSlotOverlapsOneOfTheSameScope_ViolatesTheConstraint(Overlap overlap)
    {
        var during = overlap switch
        {
            Overlap.Same => Range(Start, End),
            Overlap.Beginning => Range(Start, Start + 1),
            Overlap.FirstMillisecond => Range(Start - 1, Start + 1),
            Overlap.LastMillisecond => Range(End - 1, End + 1),
            _ => Range(Start - 1, End + 1),
        };

        var refused = await Assert.ThrowsAsync<PostgresException>(() => InsertSlotAsync(during));

        Assert.Equal((PostgresErrorCodes.ExclusionViolation, "ex_order_slots_window"), (refused.SqlState, refused.ConstraintName));
    }

    /// <summary>The exclusion constraint ignores NULL and empty ranges, so other constraints reject them.</summary>
    [Theory]
    [InlineData(Malformation.NoTime, PostgresErrorCodes.NotNullViolation, "during")]
    [InlineData(Malformation.NoScope, PostgresErrorCodes.NotNullViolation, "scope_key")]
    [InlineData(Malformation.EmptyTime, PostgresErrorCodes.CheckViolation, "ck_order_slots_during")]
    [InlineData(Malformation.NoStart, PostgresErrorCodes.CheckViolation, "ck_order_slots_during")]
    [InlineData(Malformation.NoEnd, PostgresErrorCodes.CheckViolation, "ck_order_slots_during")]
    public async Task Insert_WhenSlotIsMalformed_ViolatesAConstraint(Malformation malformation, string state, string constraintOrColumn)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => malformation switch
        {
            Malformation.NoTime => InsertSlotAsync(null),
            Malformation.NoScope => InsertSlotAsync(Range(End, End + 1), _ => null),
            Malformation.EmptyTime => InsertSlotAsync(NpgsqlRange<long>.Empty),
            Malformation.NoStart => InsertSlotAsync(new(0, false, true, Start, false, false), service => service + "x"),
            _ => InsertSlotAsync(new(Start, true, false, 0, false, true), service => service + "x"),
        });

        Assert.Equal((state, constraintOrColumn), (refused.SqlState, refused.ConstraintName ?? refused.ColumnName));
    }

    [Fact]
    public async Task Insert_WhenSlotIsRightBefore_Succeeds() => Assert.NotNull(await InsertSlotAsync(Range(Start - (End - Start), Start)));

    [Fact]
    public async Task Insert_WhenSlotIsRightAfter_Succeeds() => Assert.NotNull(await InsertSlotAsync(Range(End, End + (End - Start))));

    [Fact]
    public async Task Insert_WhenSlotIsOfAnotherScope_Succeeds() =>
        Assert.NotNull(await InsertSlotAsync(Range(Start, End), service => service + "x"));

    [Theory(Timeout = 60_000)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Create_WhenAnotherWriterTakesTheTime_WaitsForItsOutcome(bool withIdempotencyKey, bool commits)
    {
        var service = await api.AddServiceAsync();
        await using var writer = await RawWriter.BeginAsync(api);
        var id = await writer.AddOrderAsync(BookingSteps.Morning, service);

        var creating = api.BookAsync(BookingSteps.Morning + Hour, [service], withIdempotencyKey: withIdempotencyKey);
        await api.ExpectWaitingAsync(1, creating);
        await writer.EndAsync(commits);

        if (commits)
        {
            var refusal = (await creating.WaitAsync(TestContext.Current.CancellationToken))
                .ExpectConflict(BookingSteps.Morning + Hour, service);
            Assert.Equal((id, BookingSteps.Morning), (Assert.Single(refusal.Conflicts).Id, refusal.Conflicts[0].At));
            Assert.Equal((BookingSteps.Morning + Booked.Window, BookingSteps.Morning - Booked.Window), (refusal.Next, refusal.Previous));
        }
        else
        {
            (await creating.WaitAsync(TestContext.Current.CancellationToken)).Expect(HttpStatusCode.Created);
        }

        await api.ExpectSoundAsync();
    }

    [Theory(Timeout = 60_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Update_WhenAnotherWriterTakesTheTime_WaitsForItsOutcome(bool commits)
    {
        var services = await api.AddServicesAsync(2);
        var before = (await api.BookAsync(BookingSteps.Morning, [services[0]])).Expect(HttpStatusCode.Created);
        await using var writer = await RawWriter.BeginAsync(api);
        var id = await writer.AddOrderAsync(BookingSteps.Morning, services[1]);

        var moving = api.MoveAsync(Booked.Of(before.Json).Id, BookingSteps.Morning + Hour, services);
        await api.ExpectWaitingAsync(1, moving);
        await writer.EndAsync(commits);

        var after = await moving.WaitAsync(TestContext.Current.CancellationToken);
        if (commits)
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
    public async Task Create_WhenManyWaitForAnotherWriter_AcceptsOneIfItRollsBack(bool commits)
    {
        const int Clients = 8;
        var service = await api.AddServiceAsync();
        await using var writer = await RawWriter.BeginAsync(api);
        await writer.AddOrderAsync(BookingSteps.Morning, service);

        var creating = Enumerable.Range(0, Clients)
            .Select(client => api.BookAsync(BookingSteps.Morning.AddMinutes(client), [service], withIdempotencyKey: client % 2 == 0))
            .ToArray();
        await api.ExpectWaitingAsync(Clients, creating);
        await writer.EndAsync(commits);

        var answers = await Task.WhenAll(creating).WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(commits ? "8 x 409" : "1 x 201, 7 x 409", Crowd.Statuses(answers));
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
    public async Task Create_WhenAnotherWriterTakesTheId_WaitsForItsOutcome(bool withIdempotencyKey, bool commits)
    {
        var services = await api.AddServicesAsync(2);
        await using var writer = await RawWriter.BeginAsync(api);
        var id = await writer.AddOrderAsync(BookingSteps.Morning, services[0]);

        var creating = api.BookAsync(BookingSteps.Morning, [services[1]], id, withIdempotencyKey);
        await api.ExpectWaitingAsync(1, creating);
        await writer.EndAsync(commits);

        if (commits)
        {
            (await creating.WaitAsync(TestContext.Current.CancellationToken)).ExpectProblem(HttpStatusCode.Conflict, "order_exists");
        }
        else
        {
            (await creating.WaitAsync(TestContext.Current.CancellationToken)).Expect(HttpStatusCode.Created);
        }

        await api.ExpectSoundAsync();
    }

    [Fact]
    public async Task Create_WhenRetriedWithSameKeyAfterConflict_Succeeds()
    {
        var service = await api.AddServiceAsync();
        var key = Guid.NewGuid().ToString();
        Task<Answer> PostAsync() => api.PostAsync(
            "/orders", new { datetime = BookingSteps.Morning.Text(), totalfee = 1, services = new[] { new { id = service } } },
            headers: ("Idempotency-Key", key));

        await using var writer = await RawWriter.BeginAsync(api);
        var id = await writer.AddOrderAsync(BookingSteps.Morning, service);
        var creating = PostAsync();
        await api.ExpectWaitingAsync(1, creating);
        await writer.EndAsync(commits: true);
        (await creating).ExpectConflict(BookingSteps.Morning, service);

        (await api.DeleteAsync($"/orders/{id}")).Expect(HttpStatusCode.NoContent);
        Assert.False((await PostAsync()).Expect(HttpStatusCode.Created).Headers.ContainsKey("Idempotent-Replayed"));
    }

    private static NpgsqlRange<long> Range(long start, long end) => new(start, true, end, false);

    /// <summary>
    /// Books an order for <see cref="Start"/>. Then inserts a copy of it with another slot, bypassing all checks, and rolls back.
    /// </summary>
    /// <param name="during">Time of the other slot.</param>
    /// <param name="scopeOf">Gets the scope of the other slot from the service of the order; the same scope if null.</param>
    private async Task<object?> InsertSlotAsync(NpgsqlRange<long>? during, Func<string, string?>? scopeOf = null)
    {
        var service = await api.AddServiceAsync();
        var order = await api.AddOrderAsync(BookingSteps.Morning.Text(), service);
        var scope = scopeOf is null ? service : scopeOf(service);

        await using var connection = new NpgsqlConnection(api.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var insert = new NpgsqlCommand(
            """
            WITH second AS (
                INSERT INTO orders (id, datetime, total_fee, service_ids, created_at, updated_at, version)
                SELECT 'second-' || id, datetime, total_fee, service_ids, created_at, updated_at, version FROM orders WHERE id = @id
                RETURNING id)
            INSERT INTO order_slots (order_id, scope_key, during) SELECT id, @scope, @during FROM second RETURNING order_id
            """,
            connection,
            transaction)
        {
            Parameters =
            {
                new("id", (string)order["id"]!),
                new("scope", NpgsqlDbType.Text) { Value = (object?)scope ?? DBNull.Value },
                new("during", NpgsqlDbType.BigIntRange) { Value = (object?)during ?? DBNull.Value },
            },
        };
        return await insert.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Writes orders in its own transaction, without the locks of the product.</summary>
    private sealed class RawWriter(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        public static async Task<RawWriter> BeginAsync(ApiFixture api)
        {
            var connection = new NpgsqlConnection(api.ConnectionString);
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            return new(connection, await connection.BeginTransactionAsync(TestContext.Current.CancellationToken));
        }

        /// <summary>Adds an order. Others see it once it is committed.</summary>
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

        public Task EndAsync(bool commits) => commits
            ? transaction.CommitAsync(TestContext.Current.CancellationToken)
            : transaction.RollbackAsync(TestContext.Current.CancellationToken);

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
