using System.Collections.Concurrent;
using Concierge.Application.Sms;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;

namespace Concierge.Api.Tests.Sms;

/// <summary>A gateway that records each attempt, in order, and responds as the test says. By default, it accepts the message.</summary>
internal sealed class GatewayRecorder : ISmsGateway
{
    /// <summary>Messages to this number are accepted, whatever the test says of others, and are not recorded.</summary>
    public const string MarkerPhone = "+15555550199";

    private readonly ConcurrentQueue<OutboundSms> submitted = [];
    private readonly Lock counting = new();
    private int current;

    public string Name => "Recorder";

    public bool CanBeAsked => OnAsked is not null;

    /// <summary>What it answers when it is asked for the report on a message; null if it cannot be asked.</summary>
    public Func<SmsMessageId, Task<DeliveryReport?>>? OnAsked { get; set; }

    /// <summary>The messages whose report it was asked for, each as often as it was.</summary>
    public ConcurrentQueue<SmsMessageId> Asked { get; } = [];

    /// <summary>What comes of handing a message over.</summary>
    public Func<OutboundSms, Task<SendOutcome>> Answer { get; set; } = _ => Accepted;

    public static Task<SendOutcome> Accepted => Task.FromResult<SendOutcome>(new SendOutcome.Accepted("REF1"));

    /// <summary>The messages whose hand-over was begun, each as often as it was.</summary>
    public IReadOnlyList<OutboundSms> Submitted => [.. submitted];

    /// <summary>The most hand-overs that there were at the same time.</summary>
    public int Peak { get; private set; }

    /// <summary>How often this message's hand-over was begun.</summary>
    public int CountOf(SmsMessageId id) => submitted.Count(sms => sms.Id == id);

    public async Task<SendOutcome> SendAsync(OutboundSms sms, CancellationToken cancellationToken)
    {
        if (sms.Phone.Value == MarkerPhone)
        {
            return await Accepted;
        }

        lock (counting)
        {
            Peak = Math.Max(Peak, ++current);
        }

        try
        {
            submitted.Enqueue(sms);
            return await Answer(sms);
        }
        finally
        {
            lock (counting)
            {
                current--;
            }
        }
    }

    public Task<DeliveryReport?> AskAsync(SmsMessageId id, string reference, CancellationToken cancellationToken)
    {
        Asked.Enqueue(id);
        return OnAsked!(id);
    }

    /// <summary>Takes every report for authentic; its address says all.</summary>
    public Result<DeliveryReport> ReadReport(DeliveryReportRequest request) =>
        new DeliveryReport(SmsMessageId.From(request.Query["id"]), Enum.Parse<SmsStatus>(request.Query["status"], ignoreCase: true));
}
