using System.Text.RegularExpressions;

namespace Concierge.Domain.Sms;

/// <summary>A telephone number in the form of ITU-T E.164: <c>+</c>, a country code and a subscriber number, 8 to 15 digits together.</summary>
public readonly partial record struct PhoneNumber
{
    private PhoneNumber(string value) => Value = value;

    public string Value { get; }

    /// <summary>Reads a number of E.164, or one of exactly 10 digits, which gets the country code (<c>+1</c>) in front.</summary>
    public static bool TryParse(string? text, string countryCode, out PhoneNumber number)
    {
        var international = text is not null && TenDigits().IsMatch(text) ? countryCode + text : text;
        number = IsInternational(international) ? new(international!) : default;
        return number.Value is not null;
    }

    /// <summary>Wraps a number of E.164 that is known to be valid; anything else is a bug, and is not repeated.</summary>
    public static PhoneNumber From(string text) => IsInternational(text) ? new(text) : throw new ArgumentException("Not a phone number.");

    /// <summary>Whether ten digits behind it would be a number of E.164.</summary>
    public static bool IsCountryCode(string? text) => text is not null && CountryCode().IsMatch(text);

    /// <summary>Not the number: what is written by accident must not end up in a log.</summary>
    public override string ToString() => "(a phone number)";

    private static bool IsInternational(string? text) => text is not null && International().IsMatch(text);

    [GeneratedRegex(@"\A\+[1-9][0-9]{7,14}\z")]
    private static partial Regex International();

    [GeneratedRegex(@"\A[0-9]{10}\z")]
    private static partial Regex TenDigits();

    [GeneratedRegex(@"\A\+[1-9][0-9]{0,2}\z")]
    private static partial Regex CountryCode();
}
