using Concierge.Domain.Sms;

namespace Concierge.Application.Sms;

/// <summary>What the settings say of accepting messages.</summary>
/// <param name="DefaultCountryCode">Stands before numbers of ten digits.</param>
/// <param name="TimeToLive">How long a message may be handed over once it is due.</param>
public sealed record SmsSettings(string DefaultCountryCode, TimeSpan TimeToLive)
{
    /// <summary>Reads a number that is known to be valid.</summary>
    internal PhoneNumber Read(string? phone) =>
        PhoneNumber.TryParse(phone, DefaultCountryCode, out var number) ? number : throw new ArgumentException("Not a phone number.");
}
