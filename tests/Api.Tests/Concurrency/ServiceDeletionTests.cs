using System.Net;
using Concierge.Api.Tests.Hosting;
using Npgsql;

namespace Concierge.Api.Tests.Concurrency;

/// <summary>Services are deleted while they are ordered.</summary>
public sealed class ServiceDeletionTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    [Trait(Proof.Category, Proof.Long)]
    public async Task Delete_WhileOrdered_FailsOrLeavesNoOrder()
    {
        const int Clients = 8;
        var rounds = Proof.Rounds(30, 200);
        var random = new Random(1);
        var other = await api.AddServiceAsync();
        for (var round = 0; round < rounds; round++)
        {
            var service = await api.AddServiceAsync();
            var mover = await api.AddOrderAsync((BookingSteps.Morning + (Booked.Window * round)).Text(), other);
            var deleter = random.Next(Clients);

            var answers = await Crowd.RushAsync(Clients, client => client == deleter
                ? api.DeleteAsync($"/services/{service}")
                : client == (deleter + 1) % Clients
                    ? api.MoveAsync((string)mover["id"]!, BookingSteps.Morning.AddYears(-1), [service])
                    : api.BookAsync(BookingSteps.Morning + (Booked.Window * client), [service], withIdempotencyKey: client % 2 == 0));

            // An ordered service cannot be deleted. A deleted service cannot be ordered.
            var writers = answers.Where((_, client) => client != deleter).ToArray();
            if (answers[deleter].Status == HttpStatusCode.NoContent)
            {
                Assert.All(writers, answer => answer.ExpectProblem(HttpStatusCode.BadRequest, "service_unknown", "/services/0/id"));
                (await api.GetAsync($"/services/{service}")).ExpectProblem(HttpStatusCode.NotFound, "service_not_found");
            }
            else
            {
                answers[deleter].ExpectProblem(HttpStatusCode.Conflict, "service_in_use");
                Assert.All(writers, answer => Assert.InRange((int)answer.Status, 200, 201));
                (await api.GetAsync($"/services/{service}")).Expect(HttpStatusCode.OK);
            }
        }

        await api.ExpectSoundAsync();
        await api.ExpectNoDeadlockAsync();
        Proof.Report($"{rounds} services deleted while {Clients - 1} clients ordered each, 0 orders of a deleted service, 0 deadlocks.");
    }

    [Theory(Timeout = 60_000)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task CreateOrder_WhileServiceIsDeleted_WaitsAndIsRefusedIfDeleted(bool withIdempotencyKey, bool commits)
    {
        var services = await api.AddServicesAsync(2);
        await using var connection = new NpgsqlConnection(api.ConnectionString);
        await using var transaction = await BeginAsync(connection, "DELETE FROM services WHERE id = @id", ("id", services[1]));

        var creating = api.BookAsync(BookingSteps.Morning, services, withIdempotencyKey: withIdempotencyKey);
        await api.ExpectWaitingAsync(1, creating);
        await EndAsync(transaction, commits);

        if (commits)
        {
            (await creating.WaitAsync(TestContext.Current.CancellationToken))
                .ExpectProblem(HttpStatusCode.BadRequest, "service_unknown", "/services/1/id");
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
    public async Task Delete_WhileServiceIsOrdered_WaitsAndIsRefusedIfOrdered(bool commits)
    {
        var service = await api.AddServiceAsync();
        await using var connection = new NpgsqlConnection(api.ConnectionString);
        await using var transaction = await BeginAsync(
            connection,
            """
            WITH raw AS (
                INSERT INTO orders (id, datetime, total_fee, service_ids, created_at, updated_at, version)
                VALUES (@id, @at, 1, ARRAY[@service], @at, @at, 1)),
            slot AS (INSERT INTO order_slots (order_id, scope_key, during) VALUES (@id, @service, int8range(@start, @start + 10800000)))
            INSERT INTO service_uses (order_id, service_id, datetime) VALUES (@id, @service, @at)
            """,
            ("id", $"raw-{Guid.NewGuid():N}"),
            ("at", BookingSteps.Morning),
            ("start", BookingSteps.Morning.ToUnixTimeMilliseconds()),
            ("service", service));

        var deleting = api.DeleteAsync($"/services/{service}");
        await api.ExpectWaitingAsync(1, deleting);
        await EndAsync(transaction, commits);

        if (commits)
        {
            (await deleting.WaitAsync(TestContext.Current.CancellationToken)).ExpectProblem(HttpStatusCode.Conflict, "service_in_use");
            (await api.GetAsync($"/services/{service}")).Expect(HttpStatusCode.OK);
        }
        else
        {
            (await deleting.WaitAsync(TestContext.Current.CancellationToken)).Expect(HttpStatusCode.NoContent);
        }

        await api.ExpectSoundAsync();
    }

    /// <summary>Opens the connection and runs a statement in a transaction.</summary>
    private static async Task<NpgsqlTransaction> BeginAsync(
        NpgsqlConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return transaction;
    }

    private static Task EndAsync(NpgsqlTransaction transaction, bool commits) => commits
        ? transaction.CommitAsync(TestContext.Current.CancellationToken)
        : transaction.RollbackAsync(TestContext.Current.CancellationToken);
}
