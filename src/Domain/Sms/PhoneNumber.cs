using System.Text.RegularExpressions;

namespace Concierge.Domain.Sms;

/// <summary>
/// A telephone number in the format of ITU-T E.164: <c>+</c>, a country code and a subscriber number, 8 to 15 digits in total.
/// </summary>
public readonly partial record struct PhoneNumber
{
    private PhoneNumber(string value) => Value = value;

    public string Value { get; }

    /// <summary>Parses an E.164 number, or exactly 10 digits, which are prefixed with the country code (such as <c>+1</c>).</summary>
    public static bool TryParse(string? text, string countryCode, out PhoneNumber number)
    {
        var international = text is not null && TenDigits().IsMatch(text) ? countryCode + text : text;
        number = IsInternational(international) ? new(international!) : default;
        return number.Value is not null;
    }

    /// <summary>Creates a number from valid E.164 text.</summary>
    /// <exception cref="ArgumentException">The text is not valid. The message does not repeat it.</exception>
    public static PhoneNumber From(string text) => IsInternational(text) ? new(text) : throw new ArgumentException("Not a phone number.");

    /// <summary>Returns whether the country code and ten digits form an E.164 number.</summary>
    public static bool IsCountryCode(string? text) => text is not null && CountryCode().IsMatch(text);

    /// <summary>Returns a placeholder, so a number that is formatted by accident does not end up in a log.</summary>
    public override string ToString() => "(a phone number)";

    private static bool IsInternational(string? text) => text is not null && International().IsMatch(text);

    [GeneratedRegex(@"\A\+[1-9][0-9]{7,14}\z")]
    private static partial Regex International();

    [GeneratedRegex(@"\A[0-9]{10}\z")]
    private static partial Regex TenDigits();

    [GeneratedRegex(@"\A\+[1-9][0-9]{0,2}\z")]
    private static partial Regex CountryCode();
}
