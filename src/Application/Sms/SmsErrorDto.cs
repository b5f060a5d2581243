namespace Concierge.Application.Sms;

/// <summary>Why a message was not delivered.</summary>
/// <param name="Code">Stable code for programs.</param>
/// <param name="Detail">Text for people.</param>
public sealed record SmsErrorDto(string Code, string Detail);
