using System.Net;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Concurrency;

/// <summary>Many orders that change at once.</summary>
public sealed class OrderMoveStormTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const int Orders = 64;
    private const int Pairs = 32;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Update_WhenManyMoveToOneTime_MovesOne()
    {
        var service = await api.AddServiceAsync();
        var before = new List<Answer>();
        for (var i = 0; i < Orders; i++)
        {
            before.Add((await api.BookAsync(BookingSteps.Morning + (Booked.Window * i), [service])).Expect(HttpStatusCode.Created));
        }

        for (var round = 1; round <= 2; round++)
        {
            var at = BookingSteps.Morning.AddDays(-10 * round);

            var answers = await Crowd.RushAsync(Orders, client => api.MoveAsync(Booked.Of(before[client].Json).Id, at, [service]));

            Assert.Equal("1 x 200, 63 x 409", Crowd.Statuses(answers));
            var winner = Array.FindIndex(answers, answer => answer.Status == HttpStatusCode.OK);
            before[winner] = answers[winner];
            foreach (var (client, answer) in answers.Index())
            {
                var order = Booked.Of(before[client].Json);
                if (client != winner)
                {
                    var refusal = answer.ExpectConflict(at, service);
                    Assert.Equal(Booked.Of(before[winner].Json).Id, Assert.Single(refusal.Conflicts).Id);
                    Assert.Equal((at + Booked.Window, at - Booked.Window), (refusal.Next, refusal.Previous));
                }

                var after = (await api.GetAsync($"/orders/{order.Id}")).Expect(HttpStatusCode.OK);
                Assert.Equal((before[client].Text, before[client].ETag), (after.Text, after.ETag));
            }
        }

        await api.ExpectSoundAsync();
    }

    [Fact]
    public async Task Update_WhenTwoMoveIntoEachOthersWindow_MovesOne()
    {
        var services = await api.AddServicesAsync(Pairs);
        var pairs = await AddPairsAsync(pair => [services[pair]], pair => [services[pair]], apart: Hour * 10);

        var answers = await Crowd.RushAsync(Pairs * 2, client => client % 2 == 0
            ? api.MoveAsync(pairs[client / 2].One, BookingSteps.Morning + (Hour * 5), [services[client / 2]])
            : api.MoveAsync(pairs[client / 2].Other, BookingSteps.Morning + (Hour * 6), [services[client / 2]]));

        foreach (var (pair, both) in answers.Chunk(2).Index())
        {
            Assert.Equal("1 x 200, 1 x 409", Crowd.Statuses(both));
            var (moved, refused) = both[0].Status == HttpStatusCode.OK ? (both[0], both[1]) : (both[1], both[0]);
            var at = moved == both[0] ? BookingSteps.Morning + (Hour * 6) : BookingSteps.Morning + (Hour * 5);
            Assert.Equal(Booked.Of(moved.Json).Id, Assert.Single(refused.ExpectConflict(at, services[pair]).Conflicts).Id);
        }

        await api.ExpectSoundAsync();
    }

    [Fact]
    public async Task Update_WhenTwoSwapTimes_MovesNeither()
    {
        var services = await api.AddServicesAsync(Pairs);
        var pairs = await AddPairsAsync(pair => [services[pair]], pair => [services[pair]], apart: Booked.Window);

        var answers = await Crowd.RushAsync(Pairs * 2, client => client % 2 == 0
            ? api.MoveAsync(pairs[client / 2].One, BookingSteps.Morning + Booked.Window, [services[client / 2]])
            : api.MoveAsync(pairs[client / 2].Other, BookingSteps.Morning, [services[client / 2]]));

        Assert.Equal("64 x 409", Crowd.Statuses(answers));
        await api.ExpectSoundAsync();
        await api.ExpectNoDeadlockAsync();
    }

    [Fact]
    public async Task Update_WhenTwoSwapServices_ChangesNeither()
    {
        var (one, other) = (await api.AddServicesAsync(Pairs), await api.AddServicesAsync(Pairs));
        var pairs = await AddPairsAsync(pair => [one[pair]], pair => [other[pair]], apart: Hour);

        var answers = await Crowd.RushAsync(Pairs * 2, client => client % 2 == 0
            ? api.MoveAsync(pairs[client / 2].One, BookingSteps.Morning, [other[client / 2]])
            : api.MoveAsync(pairs[client / 2].Other, BookingSteps.Morning + Hour, [one[client / 2]]));

        foreach (var (client, answer) in answers.Index())
        {
            var (at, service, blocker) = client % 2 == 0
                ? (BookingSteps.Morning, other[client / 2], pairs[client / 2].Other)
                : (BookingSteps.Morning + Hour, one[client / 2], pairs[client / 2].One);
            Assert.Equal(blocker, Assert.Single(answer.ExpectConflict(at, service).Conflicts).Id);
        }

        await api.ExpectSoundAsync();
        await api.ExpectNoDeadlockAsync();
    }

    [Fact]
    public async Task Update_WhenTwoAddOneService_ChangesOne()
    {
        var (one, other, wanted) =
            (await api.AddServicesAsync(Pairs), await api.AddServicesAsync(Pairs), await api.AddServicesAsync(Pairs));
        var pairs = await AddPairsAsync(pair => [one[pair]], pair => [other[pair]], apart: Hour);

        var answers = await Crowd.RushAsync(Pairs * 2, client => client % 2 == 0
            ? api.MoveAsync(pairs[client / 2].One, BookingSteps.Morning, [one[client / 2], wanted[client / 2]])
            : api.MoveAsync(pairs[client / 2].Other, BookingSteps.Morning + Hour, [wanted[client / 2], other[client / 2]]));

        foreach (var (pair, both) in answers.Chunk(2).Index())
        {
            Assert.Equal("1 x 200, 1 x 409", Crowd.Statuses(both));
            var refusal = both[0].Status == HttpStatusCode.OK
                ? both[1].ExpectConflict(BookingSteps.Morning + Hour, wanted[pair])
                : both[0].ExpectConflict(BookingSteps.Morning, wanted[pair]);
            Assert.Equal(both[0].Status == HttpStatusCode.OK ? pairs[pair].One : pairs[pair].Other, Assert.Single(refusal.Conflicts).Id);
        }

        await api.ExpectSoundAsync();
    }

    [Fact]
    public async Task Create_WhileConflictingOrderChangesServices_NamesOnlySharedServices()
    {
        var services = await api.AddServicesAsync(2);
        var standing = Booked.Of((await api.BookAsync(BookingSteps.Morning, [services[0]])).Expect(HttpStatusCode.Created).Json);
        var changing = true;

        await Crowd.RushAsync(9, async client =>
        {
            if (client == 0)
            {
                for (var turn = 1; turn <= 60; turn++)
                {
                    // Whether it gets the other service depends on the others.
                    var answer = await api.MoveAsync(standing.Id, BookingSteps.Morning, [services[turn % 2]]);
                    if (answer.Status != HttpStatusCode.OK)
                    {
                        answer.ExpectConflict(BookingSteps.Morning, services[turn % 2]);
                    }
                }

                Volatile.Write(ref changing, false);
                return client;
            }

            while (Volatile.Read(ref changing))
            {
                var (at, service) = (BookingSteps.Morning.AddMinutes(client), services[client % 2]);
                var answer = await api.BookAsync(at, [service]);
                if (answer.Status == HttpStatusCode.Created)
                {
                    (await api.DeleteAsync($"/orders/{Booked.Of(answer.Json).Id}")).Expect(HttpStatusCode.NoContent);
                }
                else
                {
                    answer.ExpectConflict(at, service);
                }
            }

            return client;
        });

        await api.ExpectSoundAsync();
    }

    [Fact]
    public async Task Update_WhenManyChangeOneOrder_AllSucceed()
    {
        var service = await api.AddServiceAsync();
        var order = Booked.Of((await api.BookAsync(BookingSteps.Morning, [service])).Expect(HttpStatusCode.Created).Json);

        var answers = await Crowd.RushAsync(
            Orders, client => api.MoveAsync(order.Id, BookingSteps.Morning.AddMinutes(client), [service], fee: client));

        Assert.Equal("64 x 200", Crowd.Statuses(answers));
        Assert.Equal(Enumerable.Range(2, Orders), answers.Select(VersionOf).Order());
        Assert.Equal(answers.MaxBy(VersionOf)!.Text, (await api.GetAsync($"/orders/{order.Id}")).Text);
        await api.ExpectSoundAsync();
    }

    [Fact]
    public async Task Update_WhenManyStartFromOneVersion_AcceptsOne()
    {
        var service = await api.AddServiceAsync();
        var added = (await api.BookAsync(BookingSteps.Morning, [service])).Expect(HttpStatusCode.Created);

        var answers = await Crowd.RushAsync(Orders, client => api.MoveAsync(
            Booked.Of(added.Json).Id, BookingSteps.Morning.AddMinutes(client), [service], fee: client, ifMatch: added.ETag));

        Assert.Equal("1 x 200, 63 x 412", Crowd.Statuses(answers));
        Assert.All(
            answers.Where(answer => answer.Status != HttpStatusCode.OK),
            answer => answer.ExpectProblem(HttpStatusCode.PreconditionFailed, "etag_mismatch"));
        await api.ExpectSoundAsync();
    }

    /// <summary>Two orders, the other so much later than the one, for each number.</summary>
    private async Task<(string One, string Other)[]> AddPairsAsync(Func<int, string[]> one, Func<int, string[]> other, TimeSpan apart) =>
        await Task.WhenAll(Enumerable.Range(0, Pairs).Select(async pair => (
            Booked.Of((await api.BookAsync(BookingSteps.Morning, one(pair))).Expect(HttpStatusCode.Created).Json).Id,
            Booked.Of((await api.BookAsync(BookingSteps.Morning + apart, other(pair))).Expect(HttpStatusCode.Created).Json).Id)));

    private static int VersionOf(Answer answer) =>
        int.Parse(answer.Tag!.Trim('"').Split('.')[0], System.Globalization.CultureInfo.InvariantCulture);
}
