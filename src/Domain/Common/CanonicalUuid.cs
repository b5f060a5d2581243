namespace Concierge.Domain.Common;

/// <summary>UUIDs in their usual form: 36 characters with hyphens (RFC 9562 §4), in either case.</summary>
public static class CanonicalUuid
{
    /// <summary>Reads the usual form, and no other.</summary>
    public static bool TryParse(string? text, out Guid value) =>
        // Guid's own reading also takes white space around, and signs and 0x among the digits.
        Guid.TryParseExact(text, "D", out value) && value.ToString().Equals(text, StringComparison.OrdinalIgnoreCase);
}
