using Concierge.Domain.Events;

namespace Concierge.Domain.Sms;

/// <summary>
/// Types of the events of SMS messages. Each but <see cref="Redacted"/> is named after the status that the message has reached.
/// </summary>
public static class SmsEvents
{
    /// <summary>Number and text were removed.</summary>
    public const string Redacted = "sms.redacted";

    private const string Prefix = "sms.";

    /// <summary>The statuses that leave an event: all that a caller waits for. Attempts to send leave none.</summary>
    public static IReadOnlyList<SmsStatus> Statuses { get; } =
        [.. Enum.GetValues<SmsStatus>().Where(status => status != SmsStatus.Sending)];

    /// <summary>Gets the type of the event of a status.</summary>
    public static string TypeOf(SmsStatus status) => $"{Prefix}{status.ToString().ToLowerInvariant()}";

    /// <summary>Creates the event of a message that has reached a status.</summary>
    public static Event Of(SmsMessageId id, SmsStatus status) =>
        new(TypeOf(status), id.ToString(), new SmsEventData(status, status.IsFinal()));
}
