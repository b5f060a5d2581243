using System.Net;
using Concierge.Api.Tests.Encryption;
using Concierge.Api.Tests.Hosting;
using Concierge.Domain.Sms;

namespace Concierge.Api.Tests.Sms;

/// <summary>Replicas with the former key and with the next one share the queue while the key is changed.</summary>
public sealed class RollingKeyChangeTests(TestDatabases databases)
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly (string Name, string Value)[] NextKey =
        [("Encryption:Sms:Keys:next", Keys.Second), ("Encryption:Sms:CurrentKey", "next")];

    private readonly FakeTimeProvider clock = new(Noon);

    [Fact]
    [Trait(Proof.Category, Proof.Long)]
    public async Task Send_ByReplicasWithFormerAndNextKey_LosesNothing()
    {
        var count = Proof.Rounds(100, 400);
        await using var former = await DispatchingApi.StartAsync(
            databases, null, ("RatePerSecond", "100000"), ("PollInterval", "00:00:00.050"));
        await using var next = await former.StartAnotherAsync(databases, NextKey);

        var ids = new List<SmsMessageId>();
        for (var number = 0; number < count; number++)
        {
            ids.Add(await (number % 2 == 0 ? former : next).AcceptAsync(phone: $"+1555{3_000_000 + number}"));
        }

        await former.UntilAsync(count, "sent");
        Assert.Equal(ids.Order(), former.Gateway.Submitted.Concat(next.Gateway.Submitted).Select(sms => sms.Id).Order());
        Assert.Equal(
            (long)count / 2, await former.QueryAsync("SELECT count(*) FROM sms_messages WHERE sealed_with = 'next' AND status = 'sent'"));
        Assert.Empty(former.Gateway.Submitted.Select(sms => sms.Id).Except(ids.Where((_, number) => number % 2 == 0)));
        Proof.Report($"{count} messages accepted and sent by replicas with the former and the next key; 0 lost.");
    }

    [Fact]
    public async Task Send_WhenAnotherReplicaHasTheKey_HoldsTheNumberBackAtMostPatience()
    {
        await using var former = await DispatchingApi.StartAsync(databases, clock);
        await using (var next = await former.StartAnotherAsync(databases, NextKey))
        {
            next.Gateway.Answer = _ => Task.FromResult<SendOutcome>(new SendOutcome.Retryable("Busy."));
            var first = await next.AcceptAsync();
            await former.UntilTriedAsync(first, 1);
            await former.QueryAsync(
                "UPDATE sms_messages SET attempts = 0, due_at = @now, holds_until = NULL WHERE id = @id",
                ("now", Noon.UtcDateTime), ("id", first.Value));
        }

        var later = await former.AcceptAsync();
        await former.LookAsync();
        Assert.Equal(0, former.Gateway.CountOf(later));

        former.GoTo(Noon.AddSeconds(31));
        await former.UntilAsync(later, "sent");
        Assert.Equal(later, Assert.Single(former.Gateway.Submitted).Id);
    }

    /// <summary>The only replica with the key is gone for good.</summary>
    [Theory]
    [InlineData("queued", false, "expired", "unreadable")]
    [InlineData("scheduled", false, "expired", "unreadable")]
    [InlineData("sending", true, "unknown", "hand_over_interrupted")]
    public async Task Send_WhenNoReplicaHasTheKey_EndsAfterTimeToLive(string status, bool isOpen, string end, string code)
    {
        await using var former = await DispatchingApi.StartAsync(databases, clock);
        SmsMessageId id;
        await using (var next = await former.StartAnotherAsync(databases, NextKey))
        {
            id = await next.AcceptAsync(sendAt: Noon.AddHours(1));
        }

        await former.QueryAsync(
            "UPDATE sms_messages SET status = @status, is_handing_over = @open, attempts = @open::int WHERE id = @id",
            ("id", id.Value), ("status", status), ("open", isOpen));

        // A marker under a key that the replica has shows that it was looked for the other, too.
        var expiry = Noon.AddHours(5);
        former.GoTo(expiry.AddMinutes(1).AddMilliseconds(-1));
        await former.LookAsync();
        Assert.Equal(status, await StatusAsync());

        former.GoTo(expiry.AddMinutes(1));
        await Poll.UntilAsync(async () => end.Equals(await StatusAsync()), () => "The message does not end.");
        var sms = await former.ReadAsync(id);
        Assert.True((bool?)sms["is_final"]);
        Assert.Equal(
            code, await former.QueryAsync("SELECT failure->>'Code' FROM sms_messages WHERE id = @id AND due_at IS NULL", ("id", id.Value)));
        Assert.Equal(0, former.Gateway.CountOf(id));

        Task<object?> StatusAsync() => former.QueryAsync("SELECT status FROM sms_messages WHERE id = @id", ("id", id.Value));
    }

    [Fact]
    public async Task List_WithStatusOfLaterRelease_ShowsTheOthers()
    {
        await using var api = await DispatchingApi.StartAsync(databases, clock);
        var odd = await api.AcceptAsync(sendAt: Noon.AddHours(1));
        var usual = await api.AcceptAsync(phone: "+15555550124");
        await api.UntilAsync(usual, "sent");
        await api.QueryAsync(
            """UPDATE sms_messages SET status = 'paused', history = '[{"Status":"Paused","At":"2026-05-04T12:00:00Z"}]' WHERE id = @id""",
            ("id", odd.Value));

        var items = (await api.GetAsync("/sms-messages")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
        Assert.Equal(["sent", "unknown"], items.Select(item => (string?)item!["status"]));

        // The dispatcher leaves it to the other release.
        api.GoTo(Noon.AddHours(2));
        await api.LookAsync();
        Assert.Equal("paused", await api.QueryAsync("SELECT status FROM sms_messages WHERE id = @id", ("id", odd.Value)));
    }
}
