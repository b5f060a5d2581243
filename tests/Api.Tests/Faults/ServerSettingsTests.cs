using System.Net;
using System.Net.Http.Headers;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Concierge.Infrastructure.Access;
using MediatR;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Concierge.Api.Tests.Faults;

/// <summary>The server ends by its own settings what takes long or idles, or takes no writes.</summary>
public sealed class ServerSettingsTests(TestDatabases databases)
{
    [Fact]
    public async Task Write_WithIdleInTransactionTimeout_IsUnavailableAndStoredIfAcknowledged()
    {
        await using var api = await StartThinkingAsync();
        var ledger = await Ledger.OpenAsync(api);
        await ledger.UntilAcknowledgedAsync();

        await api.SetAsync("idle_in_transaction_session_timeout", "10ms");
        await ledger.UntilUnavailableAsync(Ledger.Keyed);
        await api.SetAsync("idle_in_transaction_session_timeout", null);

        await ledger.UntilAcknowledgedAsync();
        await ledger.CloseAsync();
    }

    [Fact]
    public async Task Refusal_WhenTransactionWasEnded_IsUnavailable()
    {
        await using var api = await StartThinkingAsync();
        var user = await api.AddUserAsync();
        await api.SetAsync("idle_in_transaction_session_timeout", "10ms");

        var answer = await api.PostAsync(
            "/messages", new { sender_id = user, recipient_id = user, body = "" }, null, ("Idempotency-Key", "1"));

        FaultApi.ExpectUnavailable(answer);
    }

    [Theory]
    [InlineData("statement_timeout")]
    [InlineData("lock_timeout")]
    [InlineData("transaction_timeout")]
    public async Task Request_WithServerTimeout_IsUnavailable(string setting)
    {
        await using var api = await FaultApi.StartAsync(databases);
        Assert.SkipWhen(
            setting == "transaction_timeout" && await api.CountAsync("pg_settings WHERE name = 'transaction_timeout'") == 0,
            "PostgreSQL has it from version 17 on.");
        var (ann, bob) = (await api.AddUserAsync(), await api.AddUserAsync());
        var message = new { sender_id = ann, recipient_id = bob, body = "Hello" };
        await using (var connection = await api.ConnectAsync())
        {
            await api.SetAsync(setting, "500ms");
            await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE messages IN ACCESS EXCLUSIVE MODE", connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

            FaultApi.ExpectUnavailable(await api.GetAsync("/messages"));
            FaultApi.ExpectUnavailable(await api.PostAsync("/messages", message));
            FaultApi.ExpectUnavailable(await api.PostAsync("/messages", message, null, ("Idempotency-Key", "1")));
        }

        (await api.PostAsync("/messages", message, null, ("Idempotency-Key", "1"))).Expect(HttpStatusCode.Created);
        Assert.Equal(1, await api.CountAsync("messages"));
    }

    [Fact]
    public async Task Write_WhenDatabaseIsReadOnly_IsUnavailableAndReadsAreServed()
    {
        await using var api = await FaultApi.StartAsync(databases);
        var ledger = await Ledger.OpenAsync(api);
        await ledger.UntilAcknowledgedAsync();
        var user = await api.AddUserAsync();
        var token = (string)(await api.PostAsync($"/users/{user}/tokens", new { })).Expect(HttpStatusCode.Created).Json["token"]!;
        using var client = api.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        await api.SetAsync("default_transaction_read_only", "on");
        await ledger.UntilUnavailableAsync(Ledger.Writers);
        await api.Services.GetRequiredService<ServiceKeyUses>().SaveAsync();
        (await api.GetAsync("/messages?limit=1")).Expect(HttpStatusCode.OK);
        (await api.GetAsync($"/users/{user}")).Expect(HttpStatusCode.OK);
        (await client.SendContentAsync(HttpMethod.Get, "/messages", null)).Expect(HttpStatusCode.OK);
        (await api.GetAsync("/health/ready")).Expect(HttpStatusCode.OK);
        FaultApi.ExpectUnavailable(await api.DeleteAsync($"/users/{user}"));
        Assert.Equal(0, await api.CountAsync("service_keys WHERE last_used_at IS NOT NULL"));
        await api.SetAsync("default_transaction_read_only", null);

        await ledger.UntilAcknowledgedAsync();
        await api.Services.GetRequiredService<ServiceKeyUses>().SaveAsync();
        Assert.Equal(1, await api.CountAsync("service_keys WHERE last_used_at IS NOT NULL"));
        await ledger.CloseAsync();
    }

    /// <summary>
    /// Starts the product with slow use cases, so that the transaction of a request with an <c>Idempotency-Key</c> is idle for a while.
    /// Options in the connection string replace those of the product, which win over settings of the server.
    /// </summary>
    private Task<FaultApi> StartThinkingAsync() => FaultApi.StartAsync(
        databases, "Maximum Pool Size=10;Options=-c jit=off", builder => builder.ConfigureTestServices(
            services => services.Insert(0, ServiceDescriptor.Transient(typeof(IPipelineBehavior<,>), typeof(Thinking<,>)))));

    private sealed class Thinking<TRequest, TResponse> : IPipelineBehavior<TRequest, TResponse> where TRequest : IRequest<TResponse>
    {
        public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
        {
            await Task.Delay(100, cancellationToken);
            return await next();
        }
    }
}
