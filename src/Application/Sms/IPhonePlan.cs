using Concierge.Domain.Sms;

namespace Concierge.Application.Sms;

/// <summary>Knows the numbering plans of all countries.</summary>
public interface IPhonePlan
{
    /// <summary>
    /// Returns whether the number can exist, judged by its country code, its length and its first digits. It may not be assigned.
    /// </summary>
    bool IsPossible(PhoneNumber number);
}
