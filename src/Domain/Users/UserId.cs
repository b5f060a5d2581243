using Concierge.Domain.Common;

namespace Concierge.Domain.Users;

/// <summary>The id of a user: chosen by the caller (see <see cref="CallerId"/>) or made by the service.</summary>
public readonly record struct UserId : IComparable<UserId>
{
    private UserId(string value) => Value = value;

    public string Value { get; }

    /// <summary>Whether <paramref name="text"/> can be a user id.</summary>
    public static bool IsValid(string? text) => CallerId.IsValid(text);

    /// <summary>Wraps text that is known to be valid; anything else is a bug.</summary>
    public static UserId From(string text) =>
        IsValid(text) ? new(text) : throw new ArgumentException("Not a user id.", nameof(text));

    /// <summary>Ordinal, as the database's collation "C".</summary>
    public int CompareTo(UserId other) => string.CompareOrdinal(Value, other.Value);

    public static bool operator <(UserId left, UserId right) => left.CompareTo(right) < 0;

    public static bool operator >(UserId left, UserId right) => left.CompareTo(right) > 0;

    public static bool operator <=(UserId left, UserId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(UserId left, UserId right) => left.CompareTo(right) >= 0;

    public override string ToString() => Value;
}
