using Concierge.Domain.Events;

namespace Concierge.Domain.Sms;

/// <summary>What an event says about an SMS.</summary>
/// <param name="Status">The status after the change.</param>
/// <param name="IsFinal">Whether the status is terminal.</param>
public sealed record SmsEventData(SmsStatus Status, bool IsFinal) : EventData;
