using Concierge.Domain.Sms;

namespace Concierge.Application.Sms;

/// <summary>Settings of the SMS use cases.</summary>
/// <param name="DefaultCountryCode">Prefix of numbers of ten digits.</param>
/// <param name="TimeToLive">Time after which a due message expires, unless the message has a shorter one.</param>
/// <param name="Policy">Limits of the attempts to send a message.</param>
/// <param name="Limits">Limits of the messages that are accepted.</param>
/// <param name="Retention">Age at which number and text of a message are removed; null for never.</param>
public sealed record SmsSettings(
    string DefaultCountryCode, TimeSpan TimeToLive, SendPolicy Policy, SmsLimits Limits, TimeSpan? Retention)
{
    /// <summary>Creates a number from valid text.</summary>
    /// <exception cref="ArgumentException">The text is not valid. The message does not repeat it.</exception>
    internal PhoneNumber Read(string? phone) =>
        PhoneNumber.TryParse(phone, DefaultCountryCode, out var number) ? number : throw new ArgumentException("Not a phone number.");
}
