using System.Collections.Concurrent;
using Concierge.Api.Tests.Common;
using Concierge.Api.Tests.Hosting;
using Concierge.Application.Sms;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Sms;

/// <summary>The product with the sandbox as its gateway, and a dispatcher that waits for nothing longer than it has to.</summary>
public class SmsFixture(TestDatabases databases) : ApiFixture(databases)
{
    protected override void Configure(IWebHostBuilder builder)
    {
        base.Configure(builder);
        builder.UseSetting("Sms:RetryDelay", "00:00:00.010");
        builder.UseSetting("Sms:PollInterval", "00:00:00.020");
        builder.UseSetting("Sms:RatePerSecond", "5000");
    }
}

/// <summary>The product in Germany.</summary>
public sealed class GermanSmsFixture(TestDatabases databases) : SmsFixture(databases)
{
    protected override void Configure(IWebHostBuilder builder)
    {
        base.Configure(builder);
        builder.UseSetting("Sms:DefaultCountryCode", "+49");
    }
}

/// <summary>The product with a gateway that remembers what it was given, and answers as the test wants.</summary>
public class RecordedSmsFixture(TestDatabases databases) : SmsFixture(databases)
{
    internal RecordingGateway Gateway { get; } = new();

    protected override void Configure(IWebHostBuilder builder)
    {
        base.Configure(builder);
        builder.ConfigureTestServices(services => services.AddSingleton<ISmsGateway>(Gateway));
    }
}

/// <summary>The same, with a clock that the test sets.</summary>
public class SmsClockFixture(TestDatabases databases) : RecordedSmsFixture(databases)
{
    /// <summary>
    /// Starts at the beginning of a millisecond. Ids count on within a millisecond, so they do not run ahead of the clock, and messages are
    /// due at once.
    /// </summary>
    internal FakeTimeProvider Clock { get; } = new ClockWithRealTimers(Clocks.Start + TimeSpan.FromTicks(1));

    protected override void Configure(IWebHostBuilder builder)
    {
        base.Configure(builder);
        Clock.Use(builder);
    }
}

/// <summary>The same, with a dispatcher that hands over one message at a time.</summary>
public sealed class OneAtATimeFixture(TestDatabases databases) : SmsClockFixture(databases)
{
    protected override void Configure(IWebHostBuilder builder)
    {
        base.Configure(builder);
        builder.UseSetting("Sms:Parallelism", "1");
    }
}

/// <summary>A gateway that takes every message, unless it is told otherwise for a number.</summary>
internal sealed class RecordingGateway : ISmsGateway
{
    private readonly ConcurrentQueue<OutboundSms> taken = new();

    /// <summary>What comes of messages to some numbers (E.164).</summary>
    public ConcurrentDictionary<string, Func<OutboundSms, Task<SendOutcome>>> Answers { get; } = new();

    public string Name => "Recording";

    public Task<SendOutcome> SendAsync(OutboundSms sms, CancellationToken cancellationToken)
    {
        taken.Enqueue(sms);
        return Answers.TryGetValue(sms.Phone.Value, out var answer)
            ? answer(sms)
            : Task.FromResult<SendOutcome>(new SendOutcome.Accepted());
    }

    public Result<DeliveryReport> ReadReport(DeliveryReportRequest request) => SmsErrors.ReportNotAuthentic;

    /// <summary>What was handed over to the number, in the order in which it was.</summary>
    public IReadOnlyList<OutboundSms> To(string phone) => [.. taken.Where(sms => sms.Phone.Value == phone)];
}
