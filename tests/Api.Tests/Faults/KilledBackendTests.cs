using System.Net;
using System.Net.Http.Headers;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Faults;

/// <summary>Connections are cut at any time, during a write, and while they are idle.</summary>
public sealed class KilledBackendTests(TestDatabases databases)
{
    [Fact]
    [Trait(Proof.Category, Proof.Long)]
    public async Task Write_WhenConnectionsAreCutRepeatedly_IsStoredIfAcknowledged()
    {
        var rounds = Proof.Rounds(12, 200);
        await using var api = await FaultApi.StartAsync(databases);
        var ledger = await Ledger.OpenAsync(api);

        for (var round = 0; round < rounds; round++)
        {
            await ledger.UntilAcknowledgedAsync(1);
            await api.KillAsync(round % 2 == 0 ? "xact_start IS NOT NULL" : "true");
        }

        await api.UntilReadyAsync();
        await ledger.UntilAcknowledgedAsync();
        await ledger.CloseAsync();
        Proof.Report($"Connections cut {rounds} times during writes, 0 acknowledged writes lost.");
    }

    [Fact]
    public async Task Get_WhenConnectionsWereCut_Succeeds()
    {
        await using var api = await FaultApi.StartQuietAsync(databases);
        var (user, service) = (await api.AddUserAsync("ann"), await api.AddServiceAsync());
        foreach (var path in new[]
        {
            "/users", "/users?q=ann", $"/users/{user}", $"/users/{user}/contacts",
            $"/users/{user}/conversations", $"/users/{user}/conversations/{user}/messages",
            "/messages", "/services", $"/services/{service}", "/orders", "/sms-messages", "/service-keys",
            $"/availability?from=2030-01-01T00:00:00Z&to=2030-01-02T00:00:00Z&service_id={service}",
        })
        {
            await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => api.GetAsync(path)));

            await api.KillAsync();

            (await api.GetAsync(path)).Expect(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Get_WhenConnectionsAreCutDuringPrepare_Succeeds()
    {
        await using var api = await FaultApi.StartQuietAsync(databases);
        var user = await api.AddUserAsync("ann");

        // A connection prepares a statement at its fifth use.
        for (var uses = 1; uses <= 8; uses++)
        {
            for (var use = 0; use < uses; use++)
            {
                (await api.GetAsync($"/users/{user}")).Expect(HttpStatusCode.OK);
            }

            await api.KillAsync();
        }
    }

    [Fact]
    public async Task Get_WhenConnectionsWereCutAfterReadingKeys_Succeeds()
    {
        var clock = new FakeTimeProvider(Clocks.Start);
        await using var api = await FaultApi.StartAsync(databases, configure: clock.Use);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => api.GetAsync("/users?q=ann")));

        // Longer than the cache of keys is used without a reload.
        clock.Advance(TimeSpan.FromSeconds(1.5));
        await api.KillAsync();

        (await api.GetAsync("/users")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Get_ByUserAfterConnectionsWereCut_Succeeds()
    {
        await using var api = await FaultApi.StartQuietAsync(databases);
        var user = await api.AddUserAsync("ann");
        var token = (string)(await api.PostAsync($"/users/{user}/tokens", new { })).Expect(HttpStatusCode.Created).Json["token"]!;
        using var client = api.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.SendContentAsync(HttpMethod.Get, "/messages", null)));

        await api.KillAsync();

        (await client.SendContentAsync(HttpMethod.Get, "/messages", null)).Expect(HttpStatusCode.OK);
    }
}
