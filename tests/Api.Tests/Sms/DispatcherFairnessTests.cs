using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Sms;

/// <summary>Backends take turns, so that the backlog of one does not hold up another.</summary>
public sealed class DispatcherFairnessTests(TestDatabases databases)
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Send_WhenOneBackendHasBacklog_TakesTurns(int parallelism)
    {
        await using var api = await DispatchingApi.StartAsync(
            databases, null, ("Parallelism", $"{parallelism}"), ("RatePerSecond", "100000"));
        var now = TimeProvider.System.GetUtcNow();
        var backlog = await api.AcceptManyAsync(Enumerable.Range(1, 300).Select(number => now.AddMilliseconds(number - 1000)), "bulk");
        var ids = await api.AcceptManyAsync(Enumerable.Range(1, 20).Select(number => now.AddMilliseconds(number - 100)), "codes");
        var others = await api.AcceptManyAsync(Enumerable.Range(1, 20).Select(number => now.AddMilliseconds(number - 100)), "alerts");

        api.Wake();
        await api.UntilAsync(340, "sent");

        var submitted = api.Gateway.Submitted.Select(sms => sms.Id).ToList();
        Assert.All(ids.Concat(others), id => Assert.InRange(submitted.IndexOf(id), 0, 3 * 20 + 3 * parallelism));
        Assert.Equal(backlog.Concat(ids).Concat(others).Order(), submitted.Order());
    }
}
