using System.Net;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Concierge.Infrastructure.Webhooks.Delivery;

namespace Concierge.Api.Tests.Webhooks;

/// <summary>First attempts of the events of one resource are in order, also when the endpoint is changed meanwhile.</summary>
public sealed class WebhookOrderTests(TestDatabases databases)
{
    [Fact]
    public async Task Events_OfOneResource_ArriveInOrder()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var api = await WebhookApi.StartAsync(databases);
        var endpoint = await api.AddEndpointAsync(receiver.Url, "user.updated");
        receiver.Answer = async (_, http) =>
        {
            await Task.Delay(Random.Shared.Next(4), TestContext.Current.CancellationToken);
            await Receiver.Status(http, HttpStatusCode.NoContent);
        };
        List<string> users = [];
        for (var i = 0; i < 5; i++)
        {
            users.Add(await api.AddUserAsync());
        }

        for (var i = 0; i < 40; i++)
        {
            await Task.WhenAll(users.Select(user => api.PutAsync($"/users/{user}", new { name = $"Name {i}" })));
            if (i % 10 == 5)
            {
                await ChangeAsync(api, receiver, endpoint, $"Change {i}");
            }
        }

        await api.UntilDeliveredAsync(40 * users.Count);
        var positions = receiver.Requests.GroupBy(request => request.ResourceId).Select(
            resource => resource.Select(request => long.Parse(request.Id[5..])).ToList()).ToList();
        Assert.Equal(users.Count, positions.Count);
        Assert.All(positions, one => Assert.Equal(one.Order(), one));
    }

    [Fact]
    public async Task Change_DuringAnAttempt_DoesNotLetTheNextEventOfTheResourceOvertake()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var api = await WebhookApi.StartAsync(databases);
        var endpoint = await api.AddEndpointAsync(receiver.Url, "user.updated");
        var user = await api.AddUserAsync();
        var isHeld = new TaskCompletionSource();
        receiver.Answer = async (_, http) =>
        {
            await isHeld.Task.WaitAsync(http.RequestAborted);
            await Receiver.Status(http, HttpStatusCode.NoContent);
        };
        await api.PutAsync($"/users/{user}", new { name = "First" });
        await Poll.UntilAsync(() => receiver.Requests.Count == 1);

        await ChangeAsync(api, receiver, endpoint, "Changed");
        await api.PutAsync($"/users/{user}", new { name = "Second" });
        await UntilRoundsAsync(api, 20);
        Assert.Single(receiver.Requests);

        isHeld.SetResult();
        await api.UntilDeliveredAsync(2);
        Assert.Equal(2, receiver.Requests.Count);
    }

    [Fact]
    public async Task Replay_OfAnIdleEndpoint_BeginsBeforeItsLeaseIsRenewed()
    {
        // With a clock that stands still, no lease is ever renewed.
        await using var receiver = await Receiver.StartAsync();
        await using var api = await WebhookApi.StartAsync(databases, new ClockWithRealTimers(TimeProvider.System.GetUtcNow()));
        var endpoint = await api.AddEndpointAsync(receiver.Url, "user.created");
        await api.AddUserAsync();
        await api.UntilDeliveredAsync(1);

        (await api.PostAsync(
            $"/webhook-endpoints/{endpoint["id"]}/replay", new { after = (string)endpoint["position"]!, only = "all" }))
            .Expect(HttpStatusCode.Accepted);

        await Poll.UntilAsync(() => receiver.Requests.Count == 2);
    }

    /// <summary>Changes the description, which ends the lease.</summary>
    private static async Task ChangeAsync(
        WebhookApi api, Receiver receiver, System.Text.Json.Nodes.JsonNode endpoint, string description) =>
        (await api.PutAsync(
            $"/webhook-endpoints/{endpoint["id"]}", new { url = receiver.Url, types = new[] { "user.updated" }, description }))
        .Expect(HttpStatusCode.OK);

    /// <summary>Waits until the dispatcher has looked for endpoints to lease so many times.</summary>
    private static async Task UntilRoundsAsync(WebhookApi api, int count)
    {
        api.Executed.RoundTrips.Clear();
        await Poll.UntilAsync(
            () => api.Executed.RoundTrips.Count(statements => statements[0].Sql == WebhookStatements.Lease) >= count);
    }
}
