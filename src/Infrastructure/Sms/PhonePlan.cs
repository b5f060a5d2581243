using System.Text.RegularExpressions;
using Concierge.Application.Sms;
using PhoneNumbers;
using PhoneNumber = Concierge.Domain.Sms.PhoneNumber;

namespace Concierge.Infrastructure.Sms;

/// <summary>The numbering plans of libphonenumber.</summary>
internal sealed partial class PhonePlan : IPhonePlan
{
    private readonly PhoneNumberUtil plans = PhoneNumberUtil.GetInstance();

    public bool IsPossible(PhoneNumber number)
    {
        if (number.Value.StartsWith("+1", StringComparison.Ordinal))
        {
            return NorthAmerican().IsMatch(number.Value);
        }

        try
        {
            // A number that libphonenumber writes in another way has a national prefix after its country code, such as the 0 of +49 0123.
            var parsed = plans.Parse(number.Value, defaultRegion: null);
            return plans.IsPossibleNumber(parsed) && plans.Format(parsed, PhoneNumberFormat.E164) == number.Value;
        }
        catch (NumberParseException)
        {
            return false;
        }
    }

    /// <summary>
    /// The North American Numbering Plan (https://www.nanpa.com/numbering). libphonenumber judges a possible number by its length alone; a
    /// valid number must be assigned, which those of the sandbox are not.
    /// </summary>
    [GeneratedRegex(@"\A\+1[2-9][0-9]{2}[2-9][0-9]{6}\z")]
    private static partial Regex NorthAmerican();
}
