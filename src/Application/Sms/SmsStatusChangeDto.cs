using Concierge.Domain.Sms;

namespace Concierge.Application.Sms;

/// <summary>A status and the time of the change.</summary>
public sealed record SmsStatusChangeDto(SmsStatus Status, DateTimeOffset At);
