using Concierge.Domain.Common;

namespace Concierge.Domain.Services;

/// <summary>The id of a service: chosen by the caller (see <see cref="CallerId"/>) or made by the service.</summary>
public readonly record struct ServiceId : IComparable<ServiceId>
{
    private ServiceId(string value) => Value = value;

    public string Value { get; }

    /// <summary>Whether <paramref name="text"/> can be a service id.</summary>
    public static bool IsValid(string? text) => CallerId.IsValid(text);

    /// <summary>Wraps text that is known to be valid; anything else is a bug.</summary>
    public static ServiceId From(string text) =>
        IsValid(text) ? new(text) : throw new ArgumentException("Not a service id.", nameof(text));

    /// <summary>Ordinal, as the database's collation "C".</summary>
    public int CompareTo(ServiceId other) => string.CompareOrdinal(Value, other.Value);

    public static bool operator <(ServiceId left, ServiceId right) => left.CompareTo(right) < 0;

    public static bool operator >(ServiceId left, ServiceId right) => left.CompareTo(right) > 0;

    public static bool operator <=(ServiceId left, ServiceId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ServiceId left, ServiceId right) => left.CompareTo(right) >= 0;

    public override string ToString() => Value;
}
