namespace Concierge.Domain.Common;

/// <summary>UUIDs in canonical form: 36 characters with hyphens (RFC 9562 §4), in upper or lower case.</summary>
public static class CanonicalUuid
{
    /// <summary>Parses the canonical form and rejects every other form.</summary>
    public static bool TryParse(string? text, out Guid value) =>
        // TryParseExact also accepts surrounding white space, and signs and 0x among the digits.
        Guid.TryParseExact(text, "D", out value) && value.ToString().Equals(text, StringComparison.OrdinalIgnoreCase);

    /// <summary>Parses the canonical form.</summary>
    /// <exception cref="ArgumentException">The text has another form.</exception>
    internal static Guid Parse(string? text) =>
        TryParse(text, out var value) ? value : throw new ArgumentException("An id must be a canonical UUID.", nameof(text));
}
