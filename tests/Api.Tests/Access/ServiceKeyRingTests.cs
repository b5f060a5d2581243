using System.Diagnostics;
using System.Net;
using Concierge.Domain.Access;
using static Concierge.Api.Tests.Access.AccessFixture;

namespace Concierge.Api.Tests.Access;

public sealed class ServiceKeyRingTests(AccessFixture api) : IClassFixture<AccessFixture>
{
    /// <summary>Other requests wait for the same load, so it must not be part of the trace of the one that starts it.</summary>
    [Fact]
    public async Task Load_WhenRequestStartsIt_HasNoParent()
    {
        var trace = ActivityTraceId.CreateRandom();
        api.ClearStatements();

        // An unknown key is always answered by a new load.
        (await api.SendAsAsync(
            Bearer(ServiceKeySecret.Generate().Text), HttpMethod.Get, "/nothing", null,
            ("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01"))).Expect(HttpStatusCode.Unauthorized);

        var load = Assert.Single(
            api.Executed.RoundTrips.SelectMany(statements => statements),
            statement => statement.Sql.Contains("FROM service_keys", StringComparison.Ordinal));
        Assert.True(load.IsRoot);
        Assert.NotEqual(trace, load.Trace);
    }

    /// <summary>A hash that is not one of SHA-256 can only be written by hand.</summary>
    [Fact]
    public async Task Load_WithMalformedRow_ReadsOtherKeys()
    {
        await api.QueryAsync(
            "INSERT INTO service_keys (id, name, scopes, secret_hash, created_at) "
            + "VALUES (gen_random_uuid(), 'malformed', '{users}', '\\x00', now())");

        // An unknown key is always answered by a new load.
        (await api.SendAsAsync(Bearer(ServiceKeySecret.Generate().Text), HttpMethod.Get, "/users")).Expect(HttpStatusCode.Unauthorized);

        (await api.GetAsync("/users")).Expect(HttpStatusCode.OK);
    }
}
