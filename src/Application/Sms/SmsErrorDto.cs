namespace Concierge.Application.Sms;

/// <summary>Why a message was not delivered.</summary>
/// <param name="Code">Stable code for programs.</param>
/// <param name="Detail">Text for people.</param>
/// <param name="ProviderCode">The provider's or carrier's own code, such as <c>30003</c>; null if it named none.</param>
public sealed record SmsErrorDto(string Code, string Detail, string? ProviderCode);
