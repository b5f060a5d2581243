namespace Concierge.Domain.Sms;

/// <summary>A status and the time of the change.</summary>
public sealed record StatusChange(SmsStatus Status, DateTimeOffset At);
