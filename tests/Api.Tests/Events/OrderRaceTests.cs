using System.Net;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Orders;
using Concierge.Api.Tests.Replicas;

namespace Concierge.Api.Tests.Events;

/// <summary>Clients that create and delete one order, through two replicas.</summary>
public sealed class OrderRaceTests(TestDatabases databases)
{
    private const int Clients = 8;

    [Fact]
    [Trait(Proof.Category, Proof.Long)]
    public async Task Events_OfOrderThatManyCreateAndDelete_AreInOrderOfCommits()
    {
        var rounds = Proof.Rounds(10, 1000);
        await using var first = await Replica.StartAsync(databases, TimeProvider.System);
        await using var second = await first.StartAnotherAsync(databases, TimeProvider.System);
        Replica[] replicas = [first, second];
        var service = await first.AddServiceAsync();
        await Poll.UntilAsync(async () => await first.ReadHeadAsync() == 1);
        var after = await first.LatestAsync();
        var order = new { id = "raced", datetime = OrderSteps.Noon, totalfee = 100, services = new[] { new { id = service } } };
        var done = 0;

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(() => ChangeAsync(client))));
        var events = await first.ReadAsync(after, done);

        Assert.Equal(done, events.Count);
        Assert.All(events, change => Assert.Equal("raced", (string?)change["resource_id"]));
        Assert.All(
            events.Index(), change => Assert.Equal(change.Index % 2 == 0 ? "order.created" : "order.deleted", Feed.Type(change.Item)));
        var exists = (await first.GetAsync("/orders/raced")).Status == HttpStatusCode.OK;
        Assert.Equal(exists ? "order.created" : "order.deleted", Feed.Type(events[^1]));
        Proof.Report($"{Clients} clients, {done} changes of one order id: created and deleted in turn, as committed.");

        async Task ChangeAsync(int client)
        {
            var random = new Random(client);
            for (var i = 0; i < rounds; i++)
            {
                var replica = replicas[random.Next(replicas.Length)];
                var answer = random.Next(2) == 0
                    ? await replica.PostAsync("/orders", order)
                    : await replica.DeleteAsync("/orders/raced");
                if (answer.Status is HttpStatusCode.Created or HttpStatusCode.NoContent)
                {
                    Interlocked.Increment(ref done);
                }
                else
                {
                    Assert.True(answer.Status is HttpStatusCode.Conflict or HttpStatusCode.NotFound, answer.Text);
                }
            }
        }
    }
}
