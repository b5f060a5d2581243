using System.Net;
using Concierge.Api.Tests.Hosting;
using Concierge.Infrastructure.Postgres;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Common;

/// <summary>More requests than there are connections to the database.</summary>
public sealed class PoolTests(TestDatabases databases)
{
    [Fact]
    public async Task Send_WhenPoolIsExhausted_IsUnavailableAfterBoundedWait()
    {
        await using var api = await BlockedDatabase.StartAsync(
            databases, "Maximum Pool Size=2;Timeout=1", ("Http:RequestTimeout", "00:10:00"));
        (await api.PostAsync("/users", new { id = "ann", name = "Ann" })).Expect(HttpStatusCode.Created);
        Task<Answer>[] blocked;
        Answer[] refused;
        await using (await api.LockAsync("users"))
        {
            // One after the other, so that neither is refused itself.
            var first = UntilABlockedOneAsync(api);
            await api.UntilBlockedAsync(1);
            var second = UntilABlockedOneAsync(api);
            await api.UntilBlockedAsync(2);
            blocked = [first, second];

            // As long as the lock is held nothing that needs a connection can be answered in any other way.
            refused = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => number % 2 == 0
                ? api.GetAsync("/services")
                : api.PostAsync(
                    "/services", new { id = $"refused-{number}", name = "Refused" }, null, ("Idempotency-Key", $"refused-{number}"))));
            var live = await api.GetAsync("/health/live");

            Assert.All(
                refused, answer => Assert.Equal(
                    "1", answer.ExpectProblem(HttpStatusCode.ServiceUnavailable, "database_unavailable").Headers["Retry-After"]));
            live.Expect(HttpStatusCode.OK);
            (await api.GetAsync("/health/ready")).ExpectProblem(HttpStatusCode.ServiceUnavailable, "database_unavailable");
            Assert.All(blocked, request => Assert.False(request.IsCompleted));
        }

        Assert.All(await Task.WhenAll(blocked), answer => answer.Expect(HttpStatusCode.OK));
        Assert.Equal(0, await api.CountAsync("services"));
        foreach (var _ in refused)
        {
            (await UntilServedAsync(() => api.GetAsync("/services"))).Expect(HttpStatusCode.OK);
        }

        (await UntilServedAsync(() => api.PostAsync("/services", new { name = "Served" }, null, ("Idempotency-Key", "refused-1"))))
            .Expect(HttpStatusCode.Created);
        (await UntilServedAsync(() => api.GetAsync("/health/ready"))).Expect(HttpStatusCode.OK);
    }

    /// <summary>
    /// Authentication comes first and needs the service keys. Requests that wait for the keys together are refused together.
    /// </summary>
    [Fact]
    public async Task Send_WhenKeysCannotBeRead_IsUnavailableAfterBoundedWait()
    {
        await using var api = await BlockedDatabase.StartAsync(
            databases, "Maximum Pool Size=2;Timeout=1", ("Http:RequestTimeout", "00:00:10"));
        var pool = api.Services.GetRequiredService<Database>().DataSource;
        await using (await pool.OpenConnectionAsync(TestContext.Current.CancellationToken))
        await using (await pool.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            (await UntilAsync(() => api.GetAsync("/services"), answer => answer.Status == HttpStatusCode.ServiceUnavailable))
                .ExpectProblem(HttpStatusCode.ServiceUnavailable, "database_unavailable");

            // Each after the other's wait, they would take half a minute together, and most would be given up.
            var refused = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => api.GetAsync("/services")));

            Assert.All(refused, answer => answer.ExpectProblem(HttpStatusCode.ServiceUnavailable, "database_unavailable"));
        }

        (await UntilServedAsync(() => api.GetAsync("/services"))).Expect(HttpStatusCode.OK);
    }

    /// <summary>A request that waits for the lock. Background work may hold a connection for a moment, or have one refused.</summary>
    private static Task<Answer> UntilABlockedOneAsync(BlockedDatabase api) => UntilServedAsync(() => api.GetAsync("/users/ann"));

    private static Task<Answer> UntilServedAsync(Func<Task<Answer>> send) =>
        UntilAsync(send, answer => answer.Status != HttpStatusCode.ServiceUnavailable);

    private static async Task<Answer> UntilAsync(Func<Task<Answer>> send, Predicate<Answer> isWanted)
    {
        while (true)
        {
            if (await send() is var answer && isWanted(answer))
            {
                return answer;
            }
        }
    }
}
