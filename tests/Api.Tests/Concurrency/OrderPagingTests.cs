using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Concurrency;

/// <summary>
/// Lists of orders, read page by page while others write. An order that exists throughout is returned exactly once, and all orders are
/// sorted.
/// </summary>
public sealed class OrderPagingTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const int Standing = 60;
    private const int Doomed = 30;
    private const int Changes = 60;

    [Theory(Timeout = 120_000)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task List_WhileOthersWrite_ReturnsStandingOrdersOnceAndSorted(int seed)
    {
        var random = new Random(seed);
        var (service, others) = (await api.AddServiceAsync(), await api.AddServicesAsync(8));

        // Every second order of the service exists throughout. Some orders of other services have the same instants, so that only their ids
        // tell them apart.
        var standing = new List<Booked>();
        var doomed = new List<Booked>();
        foreach (var place in Enumerable.Range(0, Standing).OrderBy(_ => random.Next()))
        {
            standing.Add(await AddAsync(At(place * 2), [service, others[0]]));
            if (place % 3 == 0)
            {
                standing.Add(await AddAsync(At(place * 2), [others[1]]));
                standing.Add(await AddAsync(At(place * 2), [others[2]]));
            }

            if (place < Doomed)
            {
                doomed.Add(await AddAsync(At((place * 2) + 1), [service]));
            }
        }

        var mover = await AddAsync(At(-1), [others[3]]);
        var places = Enumerable.Range(Doomed, Standing - Doomed).Select(place => At((place * 2) + 1)).ToArray();
        random.Shuffle(places);
        var writers = new[]
        {
            RepeatAsync(doomed.Count, turn => api.DeleteAsync($"/orders/{doomed[turn].Id}")),
            RepeatAsync(places.Length, turn => api.BookAsync(places[turn], [service])),
            RepeatAsync(Changes, turn => api.MoveAsync(mover.Id, At(turn * 37 % (Standing * 2)), [others[3]], fee: turn)),
            RepeatAsync(Changes, turn => api.MoveAsync(standing[turn].Id, standing[turn].At, standing[turn].Services, fee: turn)),
            RepeatAsync(Changes, turn => api.BookAsync(At(turn), [others[4]])),
            RepeatAsync(Changes, turn => api.PutAsync($"/services/{service}", new { name = $"Name {turn}" })),
        };

        var (from, to) = (At(20), At(80));
        var lists = new[] { "asc", "desc" }.SelectMany(order => new (string Path, Func<Booked, bool> Has)[]
        {
            ($"/orders?order={order}", _ => true),
            ($"/orders?order={order}&service_id={service}", item => item.Services.Contains(service)),
            ($"/orders?order={order}&from={from.Text()}&to={to.Text()}", item => item.At >= from && item.At < to),
            ($"/orders?order={order}&service_id={service}&from={from.Text()}", item => item.Services.Contains(service) && item.At >= from),
        }).ToArray();
        var results = await Task.WhenAll(lists.Select((list, number) => ReadAllAsync(list.Path, new Random((seed * 1000) + number))))
            .WaitAsync(TestContext.Current.CancellationToken);

        foreach (var ((path, has), seen) in lists.Zip(results))
        {
            var inOrder = seen.OrderBy(order => order.At).ThenBy(order => order.Id, StringComparer.Ordinal)
                .Select(order => (order.At, order.Id)).Distinct();
            inOrder = path.Contains("order=desc", StringComparison.Ordinal) ? inOrder.Reverse() : inOrder;
            Assert.True(
                inOrder.SequenceEqual(seen.Select(order => (order.At, order.Id))),
                $"{path}: out of order or repeated: {string.Join(' ', seen)}");
            Assert.All(seen, order => Assert.True(has(order), $"{path}: {order}"));

            var ids = seen.Select(order => order.Id).ToArray();
            Assert.Empty(standing.Where(has).Where(order => ids.Count(id => id == order.Id) != 1).Select(order => $"{path}: {order}"));
        }

        await Task.WhenAll(writers);
        await api.ExpectSoundAsync();
    }

    private static DateTimeOffset At(int place) => BookingSteps.Morning + (Booked.Window * place);

    private async Task<Booked> AddAsync(DateTimeOffset at, string[] services) =>
        Booked.Of((await api.BookAsync(at, services)).Expect(HttpStatusCode.Created).Json);

    private async Task<List<Booked>> ReadAllAsync(string path, Random random)
    {
        var seen = new List<Booked>();
        string? cursor = null;
        do
        {
            var limit = random.Next(1, 9);
            var page = (await api.GetAsync($"{path}&limit={limit}{(cursor is null ? "" : "&cursor=" + cursor)}"))
                .Expect(HttpStatusCode.OK).Json;
            var items = page["items"]!.AsArray();
            Assert.InRange(items.Count, 0, limit);
            seen.AddRange(items.Select(item => Booked.Of((JsonObject)item!)));
            cursor = (string?)page["next_cursor"];
            Assert.True(cursor is null || items.Count == limit, $"{path}: a page of {items.Count} of {limit} has a next cursor");
        }
        while (cursor is not null);

        return seen;
    }

    private static async Task RepeatAsync(int times, Func<int, Task<Answer>> write)
    {
        for (var turn = 0; turn < times; turn++)
        {
            var answer = await write(turn);
            Assert.True((int)answer.Status is >= 200 and < 300, answer.Text);
        }
    }
}
