using Concierge.Api.Tests.Encryption;
using Concierge.Api.Tests.Hosting;
using Concierge.Application.Sms;
using Concierge.Domain.Sms;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Sms;

/// <summary>Number and text of old messages are removed, if the settings say so.</summary>
public sealed class SmsRetentionTests(TestDatabases databases)
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider clock = new(Noon);

    [Fact]
    public async Task Retention_WhenOver_RedactsOldMessagesWithTerminalStatus()
    {
        // More than one batch.
        const int Old = 600;
        await using var api = await DispatchingApi.StartAsync(databases, clock, ("Retention", "30.00:00:00"), ("RatePerSecond", "10000"));
        api.Gateway.Answer = _ => Task.FromResult<SendOutcome>(new SendOutcome.Refused("Refused."));
        await api.AcceptManyAsync(Enumerable.Repeat(Noon, Old));
        api.Wake();
        await api.UntilAsync(Old, "failed");
        var scheduled = await api.AcceptAsync(sendAt: Noon.AddDays(60));
        api.GoTo(Noon.AddMilliseconds(1));
        var young = await api.AcceptAsync();
        await api.UntilAsync(Old + 1, "failed");

        api.GoTo(Noon.AddDays(30).AddMilliseconds(1));

        await Poll.UntilAsync(async () => await RedactedAsync(api) >= Old);
        Assert.Equal((long)Old, await RedactedAsync(api));
        Assert.Equal("Hello", (string?)(await api.ReadAsync(young))["message_body"]);
        Assert.Equal("Hello", (string?)(await api.ReadAsync(scheduled))["message_body"]);
    }

    [Fact]
    public async Task Retention_WhenNotSet_KeepsMessages()
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock);
        var id = await api.AcceptAsync();
        await api.UntilAsync(id, "sent");

        // Its report is overdue, so the upkeep has run.
        api.GoTo(Noon.AddDays(10));
        await api.UntilAsync(id, "unknown");
        api.GoTo(clock.GetUtcNow().AddMinutes(1));

        Assert.Equal("Hello", (string?)(await api.ReadAsync(id))["message_body"]);
    }

    /// <summary>The keys are changed as if there were no redacted messages, and bring nothing back.</summary>
    [Fact]
    public async Task RotateKeys_WithRedactedMessage_LeavesItRedactedAndForgetsOldKey()
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock);
        api.Gateway.Answer = _ => Task.FromResult<SendOutcome>(new SendOutcome.Refused("Refused."));
        var id = await api.AcceptAsync();
        await api.UntilAsync(id, "failed");
        (await api.SendAsync(HttpMethod.Post, $"/sms-messages/{id}/redact")).Expect(System.Net.HttpStatusCode.OK);

        await using var next = await api.StartAnotherAsync(
            databases, ("Encryption:Sms:Keys:next", Keys.Second), ("Encryption:Sms:CurrentKey", "next"));
        await using var scope = next.Services.CreateAsyncScope();
        var rotated = await scope.ServiceProvider.GetRequiredService<ISmsKeys>().RotateAsync(TestContext.Current.CancellationToken);

        Assert.Empty(rotated.Unreadable);
        Assert.Equal("", (string?)(await next.ReadAsync(id))["message_body"]);
        Assert.Equal("next", await api.QueryAsync("SELECT string_agg(id, ',') FROM sms_keys WHERE id <> '#index'"));
    }

    private static async Task<long> RedactedAsync(DispatchingApi api) =>
        (long)(await api.QueryAsync("SELECT count(*) FROM sms_messages WHERE redacted_at IS NOT NULL AND sealed_body = ''"))!;
}
