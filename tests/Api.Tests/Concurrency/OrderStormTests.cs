using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Concurrency;

/// <summary>Many clients request one time, or one id, at once.</summary>
public sealed class OrderStormTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const int Clients = 64;

    [Fact(Timeout = 600_000)]
    [Trait(Proof.Category, Proof.Long)]
    public async Task Create_WhenManyRequestOneTime_AcceptsOneAndNamesItInRefusals()
    {
        var services = await api.AddServicesAsync(2);

        // The times are two windows apart, so that exactly one instant between two of them is free.
        var rounds = Enumerable.Range(0, Proof.Rounds(20, 200)).ToArray();
        new Random(1).Shuffle(rounds);
        foreach (var round in rounds)
        {
            var (at, service) = (BookingSteps.Morning + (Booked.Window * 2 * (round / 2)), services[round % 2]);

            var answers = await Crowd.RushAsync(Clients, _ => api.BookAsync(at, [service]))
                .WaitAsync(TestContext.Current.CancellationToken);

            Assert.Equal("1 x 201, 63 x 409", Crowd.Statuses(answers));
            var winner = Booked.Of(answers.Single(answer => answer.Status == HttpStatusCode.Created).Json);
            foreach (var refused in answers.Where(answer => answer.Status == HttpStatusCode.Conflict))
            {
                var refusal = refused.ExpectConflict(at, service);
                var named = Assert.Single(refusal.Conflicts);
                Assert.Equal((winner.Id, at, service), (named.Id, named.At, Assert.Single(named.Services)));
                Assert.Equal((at + Booked.Window, at - Booked.Window), (refusal.Next, refusal.Previous));
            }
        }

        await api.ExpectSoundAsync();
        Proof.Report($"{rounds.Length} rounds of {Clients} orders for one time, one accepted in each, 0 double bookings.");
    }

    [Theory(Timeout = 120_000)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Create_WhenManyRequestSeveralServices_AcceptsNoneTooClose(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 5; round++)
        {
            var services = (await api.AddServicesAsync(8)).ToArray();
            var wanted = Enumerable.Range(0, Clients)
                .Select(_ => (At: BookingSteps.Morning.AddMilliseconds(random.Next(12 * 3_600_000)), Services: PickSome(services, random)))
                .ToArray();

            // With a key, the locks are kept until the response is stored.
            var answers = await Crowd.RushAsync(
                Clients, client => api.BookAsync(wanted[client].At, wanted[client].Services, withIdempotencyKey: client % 2 == 0))
                .WaitAsync(TestContext.Current.CancellationToken);

            var accepted = answers.Where(answer => answer.Status == HttpStatusCode.Created)
                .Select(answer => Booked.Of(answer.Json)).ToDictionary(o => o.Id);
            BookingSteps.ExpectApart([.. accepted.Values]);
            foreach (var (client, answer) in answers.Index().Where(answer => answer.Item.Status != HttpStatusCode.Created))
            {
                foreach (var named in answer.ExpectConflict(wanted[client].At, wanted[client].Services).Conflicts)
                {
                    var order = accepted[named.Id];
                    Assert.Equal(order.At, named.At);
                    Assert.Equal(order.Services.Intersect(wanted[client].Services), named.Services);
                }
            }
        }

        await api.ExpectSoundAsync();
        await api.ExpectNoDeadlockAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Create_WhenManyRequestOneId_AcceptsOne(bool eachWithAnIdempotencyKey)
    {
        var services = await api.AddServicesAsync(4);
        var id = $"order-{Guid.NewGuid():N}";

        // The requests share services at times that are too close. An order never conflicts with itself.
        var answers = await Crowd.RushAsync(client => api.BookAsync(
            BookingSteps.Morning.AddMinutes(client), [services[client % services.Count]], id, eachWithAnIdempotencyKey));

        Assert.Equal("1 x 201, 31 x 409", Crowd.Statuses(answers));
        Assert.All(
            answers.Where(answer => answer.Status == HttpStatusCode.Conflict),
            answer => answer.ExpectProblem(HttpStatusCode.Conflict, "order_exists"));
        var won = answers.Single(answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal(won.Text, (await api.GetAsync($"/orders/{id}")).Expect(HttpStatusCode.OK).Text);
        Assert.Equal(1L, await api.QueryAsync("SELECT count(*) FROM order_slots WHERE order_id = @id", ("id", id)));
        await api.ExpectSoundAsync();
    }

    [Fact]
    public async Task Create_WhenRepeatedConcurrentlyWithOneKey_NeverConflictsWithItself()
    {
        var service = await api.AddServiceAsync();
        var key = Guid.NewGuid().ToString();
        Task<Answer> PostAsync() => api.PostAsync(
            "/orders", new { datetime = BookingSteps.Morning.Text(), totalfee = 100, services = new[] { new { id = service } } },
            headers: ("Idempotency-Key", key));

        var first = await Crowd.RushAsync(_ => PostAsync());
        foreach (var early in first.Where(answer => answer.Status != HttpStatusCode.Created))
        {
            early.ExpectProblem(HttpStatusCode.Conflict, "idempotency_in_progress");
        }

        var answers = first.Where(answer => answer.Status == HttpStatusCode.Created).ToList();
        Assert.NotEmpty(answers);
        answers.AddRange((await Crowd.RushAsync(_ => PostAsync())).Select(answer => answer.Expect(HttpStatusCode.Created)));
        Assert.Single(answers.Select(answer => (answer.Text, answer.ETag, answer.Headers["Location"])).Distinct());
        Assert.Single(answers, answer => !answer.Headers.ContainsKey("Idempotent-Replayed"));
        Assert.Equal(1L, await api.QueryAsync("SELECT count(*) FROM service_uses WHERE service_id = @service", ("service", service)));
    }

    /// <summary>Gets one to five services in random order.</summary>
    private static string[] PickSome(string[] services, Random random)
    {
        var shuffled = services.ToArray();
        random.Shuffle(shuffled);
        return shuffled[..random.Next(1, 6)];
    }
}
