using System.Net;
using Concierge.Api.Tests.Concurrency;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Orders;

/// <summary>
/// Random schedules. Compares availability, booking and the alternatives of a refusal with each other, and with an oracle that looks at
/// every order.
/// </summary>
public sealed class AvailabilityPropertyTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const int Lanes = 4;
    private const int Probes = 2;

    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    /// <summary>Steps from one order to the next: at, just below and just above one window and two, or none.</summary>
    private static readonly TimeSpan[] Steps =
    [
        TimeSpan.Zero, Millisecond, Booked.Window - Millisecond, Booked.Window, Booked.Window + Millisecond,
        (Booked.Window * 2) - Millisecond, Booked.Window * 2, (Booked.Window * 2) + Millisecond,
    ];

    [Fact(Timeout = 600_000)]
    [Trait(Proof.Category, Proof.Long)]
    public async Task GetAvailability_WithRandomSchedules_AgreesWithBookingAndRefusals()
    {
        var schedules = Proof.Rounds(200, 2000);

        // Each lane has its own services, and each schedule of a lane its own time, so that schedules do not affect each other.
        var refused = await Task.WhenAll(Enumerable.Range(0, Lanes).Select(async lane =>
        {
            var services = await api.AddServicesAsync(3);
            var refused = 0;
            for (var number = lane; number < schedules; number += Lanes)
            {
                refused += await new Schedule(api, [.. services], BookingSteps.Morning.AddDays(20 * number), new Random(number))
                    .CheckAsync();
            }

            return refused;
        })).WaitAsync(TestContext.Current.CancellationToken);

        // Both outcomes are common.
        Assert.InRange(refused.Sum(), schedules * Probes / 4, schedules * Probes * 3 / 4);
        await api.ExpectSoundAsync();
        Proof.Report($"{schedules} random schedules: availability, booking and refusals agree with an oracle.");
    }

    private sealed class Schedule(ApiFixture api, string[] services, DateTimeOffset start, Random random)
    {
        private readonly List<Booked> orders = [];

        /// <summary>Books random orders, compares availability with the oracle and tries more orders.</summary>
        /// <returns>How many of the orders at the end were refused.</returns>
        public async Task<int> CheckAsync()
        {
            var at = start;
            for (var turn = random.Next(1, 5); turn > 0; turn--)
            {
                at += random.Next(3) == 0 ? AnyTime(TimeSpan.FromHours(8)) : Steps[random.Next(Steps.Length)];
                await TryAsync(at, AnyServices(), keep: true);
            }

            var wanted = AnyServices();
            var edges = orders.SelectMany(order => new[] { order.At - Booked.Window, order.At, order.At + Booked.Window })
                .Append(start).ToArray();
            var from = random.Next(2) == 0 ? edges[random.Next(edges.Length)] : start - AnyTime(TimeSpan.FromHours(6));
            var to = random.Next(4) switch
            {
                0 => from,
                1 when edges.Max() > from => edges.Max(),
                _ => from + AnyTime(TimeSpan.FromDays(2)),
            };
            var free = await GetFreeAsync(from, to, wanted);

            var instants = edges.Append(from).Append(to)
                .SelectMany(edge => new[] { edge - Millisecond, edge, edge + Millisecond })
                .Concat(Enumerable.Range(0, 20).Select(_ => from + AnyTime(to - from)))
                .Where(instant => instant >= from && instant <= to)
                .ToArray();
            foreach (var instant in instants)
            {
                Assert.True(
                    free.Any(time => time.From <= instant && instant <= time.To) == IsFree(instant, wanted),
                    $"{instant:O} of {from:O} to {to:O} for {string.Join(' ', wanted)}: "
                    + $"{string.Join(", ", free)} with {string.Join(", ", orders)}");
            }

            var refused = 0;
            foreach (var instant in random.GetItems(instants, Probes))
            {
                refused += await TryAsync(instant, wanted, keep: false) ? 0 : 1;
            }

            return refused;
        }

        /// <summary>Requests an order. It must be accepted if the time is free; otherwise the refusal must offer free times.</summary>
        /// <returns>Whether it was accepted.</returns>
        private async Task<bool> TryAsync(DateTimeOffset at, string[] wanted, bool keep)
        {
            var answer = await api.BookAsync(at, wanted);
            if (IsFree(at, wanted))
            {
                var order = Booked.Of(answer.Expect(HttpStatusCode.Created).Json);
                if (keep)
                {
                    orders.Add(order);
                }
                else
                {
                    (await api.DeleteAsync($"/orders/{order.Id}")).Expect(HttpStatusCode.NoContent);
                }

                return true;
            }

            var refusal = answer.ExpectConflict(at, wanted);
            var conflicts = orders.Where(order => order.Blocks(at, wanted))
                .OrderBy(order => order.GapTo(at)).ThenBy(order => order.At).ThenBy(order => order.Id, StringComparer.Ordinal)
                .Take(10);
            Assert.Equal(
                conflicts.Select(order => (order.Id, order.At, string.Join(' ', order.Services.Intersect(wanted)))),
                refusal.Conflicts.Select(order => (order.Id, order.At, string.Join(' ', order.Services))));

            // The next free time is a window after an order, the previous one a window before an order.
            Assert.Equal(
                orders.Select(order => order.At + Booked.Window).Where(time => time > at && IsFree(time, wanted)).Min(), refusal.Next);
            Assert.Equal(
                orders.Select(order => order.At - Booked.Window).Where(time => time < at && IsFree(time, wanted)).Max(), refusal.Previous);
            foreach (var offered in keep ? [] : new[] { refusal.Next!.Value, refusal.Previous!.Value })
            {
                for (var i = 0; i < 10; i++)
                {
                    var between = at + ((offered - at) * random.NextDouble());
                    Assert.False(IsFree(between, wanted), $"{between:O} is free and nearer to {at:O} than {offered:O}.");
                }

                var order = Booked.Of((await api.BookAsync(offered, wanted)).Expect(HttpStatusCode.Created).Json);
                (await api.DeleteAsync($"/orders/{order.Id}")).Expect(HttpStatusCode.NoContent);
            }

            return false;
        }

        /// <summary>Gets the free times. Asserts that they are sorted, disjoint and within the requested range.</summary>
        private async Task<List<(DateTimeOffset From, DateTimeOffset To)>> GetFreeAsync(
            DateTimeOffset from, DateTimeOffset to, string[] wanted)
        {
            var path = $"/availability?from={from.Text()}&to={to.Text()}&service_id={string.Join("&service_id=", wanted)}";
            var free = (await api.GetAsync(path)).Expect(HttpStatusCode.OK).Json["free"]!.AsArray()
                .Select(time => (From: BookingSteps.Instant(time!["from"])!.Value, To: BookingSteps.Instant(time["to"])!.Value))
                .ToList();
            var before = from - (Millisecond * 2);
            foreach (var time in free)
            {
                Assert.InRange(time.From, before + (Millisecond * 2), time.To);
                Assert.InRange(time.To, time.From, to);
                before = time.To;
            }

            return free;
        }

        private bool IsFree(DateTimeOffset at, string[] wanted) => !orders.Any(order => order.Blocks(at, wanted));

        private TimeSpan AnyTime(TimeSpan atMost) => TimeSpan.FromMilliseconds(random.NextInt64((long)atMost.TotalMilliseconds + 1));

        private string[] AnyServices()
        {
            var any = services.ToArray();
            random.Shuffle(any);
            return any[..random.Next(1, any.Length + 1)];
        }
    }
}
