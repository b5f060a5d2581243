using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Concierge.Application.Sms;
using Concierge.Domain.Sms;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using Concierge.Infrastructure.Postgres;
using Concierge.Infrastructure.Sms;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Serilog.Core;
using Serilog.Events;

namespace Concierge.Api.Tests.Sms;

/// <summary>
/// A replica of the product whose gateway records each attempt. Its dispatcher polls when it is woken up, and otherwise once an hour unless
/// the test sets another interval.
/// </summary>
internal sealed class DispatchingApi : ApiFixture
{
    private readonly (string Name, string Value)[] settings;
    private readonly string? sharedDatabase;
    private readonly DatabaseClock? databaseClock;
    private readonly WarningLog warnings = new();
    private int numbers;

    private DispatchingApi(
        TestDatabases databases, FakeTimeProvider? clock, string? sharedDatabase, (string Name, string Value)[] settings,
        DatabaseClock? databaseClock = null)
        : base(databases) =>
        (Clock, this.sharedDatabase, this.settings, this.databaseClock) = (clock, sharedDatabase, settings, databaseClock);

    public GatewayRecorder Gateway { get; } = new();

    /// <summary>The clock that the product reads, if it is the test's.</summary>
    private FakeTimeProvider? Clock { get; }

    /// <summary>Starts a replica, on a database of its own.</summary>
    /// <param name="databases">Where it gets its database.</param>
    /// <param name="clock">The clock that it reads; null for the real one.</param>
    /// <param name="settings">Of the section <c>Sms</c>, or with the section in their names.</param>
    public static Task<DispatchingApi> StartAsync(
        TestDatabases databases, FakeTimeProvider? clock, params (string Name, string Value)[] settings) =>
        StartAsync(new(databases, clock, null, settings));

    /// <summary>Starts one more replica on this one's database, with its settings and these.</summary>
    public Task<DispatchingApi> StartAnotherAsync(TestDatabases databases, params (string Name, string Value)[] more) =>
        StartAsync(new(databases, Clock, ConnectionString, [.. settings, .. more]));

    /// <summary>Starts one more replica on this one's database, which reads this clock.</summary>
    public Task<DispatchingApi> StartAnotherAsync(TestDatabases databases, DatabaseClock clock) =>
        StartAsync(new(databases, null, ConnectionString, settings, clock));

    /// <summary>Has the dispatcher look for messages.</summary>
    public void Wake() => Services.GetRequiredService<SmsWakeUp>().Wake();

    /// <summary>Sets the clock, and has the dispatcher look at it.</summary>
    public void GoTo(DateTimeOffset instant)
    {
        Clock!.Now = instant;
        Wake();
    }

    /// <summary>
    /// Waits until the dispatcher has looked at all due messages. It takes messages in the order in which they become due. Once it has
    /// submitted two that were accepted one after the other, it has passed all others.
    /// </summary>
    public async Task LookAsync()
    {
        for (var turn = 0; turn < 2; turn++)
        {
            await UntilAsync(await AcceptAsync(phone: GatewayRecorder.MarkerPhone), "sent");
        }
    }

    /// <summary>Accepts a message.</summary>
    public async Task<SmsMessageId> AcceptAsync(
        DateTimeOffset? sendAt = null, string phone = "+15555550123", params (string Name, string Value)[] headers)
    {
        var sms = await PostAsync(
            "/sms-messages", new { recipient_phone = phone, message_body = "Hello", send_at = sendAt?.UtcDateTime }, null, headers);
        return SmsMessageId.From((string)sms.Expect(HttpStatusCode.Created).Json["message_id"]!);
    }

    /// <summary>Accepts messages at these times, each to a number of its own, without waking the dispatcher.</summary>
    /// <returns>Their ids, in the order of the times.</returns>
    public async Task<List<SmsMessageId>> AcceptManyAsync(IEnumerable<DateTimeOffset> times, string backend = "")
    {
        var text = SmsText.From("Hello");
        var ids = new List<SmsMessageId>();
        var cipher = Services.GetRequiredService<ISmsCipher>();
        var withoutInterceptors = new DbContextOptionsBuilder<ConciergeDbContext>()
            .UseNpgsql(Services.GetRequiredService<Database>().DataSource).UseSchemaNames().Options;
        foreach (var chunk in times.Chunk(500))
        {
            await using var context = new ConciergeDbContext(withoutInterceptors);
            foreach (var time in chunk)
            {
                var id = new SmsMessageId(Guid.CreateVersion7(time));
                var phone = PhoneNumber.From($"+1555{2_000_000 + numbers++}");
                context.Add(
                    SmsMessage.Accept(
                        Actor.Backend, id, cipher.Seal(id, phone, text), text.Segments, null, TimeSpan.FromHours(4), id.Time, backend)
                        .Value);
                ids.Add(id);
            }

            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        return ids;
    }

    /// <summary>Reports on a message as the gateway does.</summary>
    public async Task ReportAsync(SmsMessageId id, string status) =>
        (await PostAsync($"/sms-messages/delivery-reports/recorder?id={id}&status={status}", "")).Expect(HttpStatusCode.NoContent);

    public async Task<JsonNode> ReadAsync(SmsMessageId id) => (await GetAsync($"/sms-messages/{id}")).Expect(HttpStatusCode.OK).Json;

    /// <summary>Waits until a message has this status.</summary>
    /// <returns>The message.</returns>
    public async Task<JsonNode> UntilAsync(SmsMessageId id, string status)
    {
        JsonNode? sms = null;
        await Poll.UntilAsync(
            async () =>
            {
                sms = await ReadAsync(id);
                Assert.False(
                    (bool)sms["is_final"]! && (string?)sms["status"] != status,
                    $"Expected {status}, ended as {sms["status"]}: {sms["error"]}");
                return (string?)sms["status"] == status;
            },
            () => $"{id} is not {status}: {sms}");
        return sms!;
    }

    /// <summary>Waits until so many attempts to hand a message over have come to their end.</summary>
    /// <returns>When the next one is due.</returns>
    public async Task<DateTimeOffset> UntilTriedAsync(SmsMessageId id, int attempts)
    {
        await Poll.UntilAsync(
            async () => await QueryAsync(
                "SELECT true FROM sms_messages WHERE id = @id AND attempts = @attempts AND NOT is_handing_over",
                ("id", id.Value), ("attempts", attempts)) is true,
            () => $"{id} was not tried {attempts} times.");
        return (await DueAtAsync(id))!.Value;
    }

    /// <summary>Waits until the hand-over of so many messages was begun.</summary>
    public Task UntilSubmittedAsync(int count) => Poll.UntilAsync(
        () => Gateway.Submitted.Count >= count, () => $"Only {Gateway.Submitted.Count} of {count} were submitted.");

    /// <summary>Waits until so many messages have one of these statuses.</summary>
    public Task UntilAsync(long count, params string[] statuses) => Poll.UntilAsync(
        async () => await QueryAsync(
            "SELECT count(*) FROM sms_messages WHERE status = ANY(@statuses)", ("statuses", statuses)) is long found && found >= count,
        () => $"There are no {count} messages that are {string.Join(" or ", statuses)}.");

    /// <summary>Waits until the product has warned in these words since the last call.</summary>
    public Task UntilWarnedAsync(string words) => Poll.UntilAsync(() => warnings.Take(words), () => $"No warning: {words}");

    public async Task<DateTimeOffset?> DueAtAsync(SmsMessageId id) =>
        await QueryAsync("SELECT due_at FROM sms_messages WHERE id = @id", ("id", id.Value)) is DateTime due ? new(due) : null;

    protected override void Configure(IWebHostBuilder builder)
    {
        builder.UseDatabase(sharedDatabase ?? ConnectionString).UseSetting("Sms:PollInterval", "01:00:00");
        foreach (var (name, value) in settings)
        {
            builder.UseSetting(name.Contains(':', StringComparison.Ordinal) ? name : $"Sms:{name}", value);
        }

        builder.ConfigureTestServices(
            services => services.RemoveAll<ISmsGateway>().AddSingleton<ISmsGateway>(Gateway).AddSingleton<ILogEventSink>(warnings));
        Clock?.Use(builder);
        if (databaseClock is not null)
        {
            builder.ConfigureTestServices(services => services.AddSingleton(databaseClock));
        }
    }

    private static async Task<DispatchingApi> StartAsync(DispatchingApi api)
    {
        await api.InitializeAsync();
        return api;
    }

    /// <summary>Keeps what the product warns of.</summary>
    private sealed class WarningLog : ILogEventSink
    {
        private readonly ConcurrentQueue<string> warnings = [];

        /// <summary>Whether there is such a warning; all up to it are forgotten.</summary>
        public bool Take(string words)
        {
            while (warnings.TryDequeue(out var warning))
            {
                if (warning.Contains(words, StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }

        public void Emit(LogEvent logEvent)
        {
            if (logEvent.Level == LogEventLevel.Warning)
            {
                warnings.Enqueue(logEvent.RenderMessage(null));
            }
        }
    }
}
