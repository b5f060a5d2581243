using Concierge.Domain.Common;

namespace Concierge.Domain.Access;

/// <summary>The id of a service key, made by the service: a UUIDv7, so that the order of ids is the order of time. It is no secret.</summary>
public readonly record struct ServiceKeyId(Guid Value) : IComparable<ServiceKeyId>
{
    /// <summary>After every key: where a walk in descending order starts.</summary>
    public static readonly ServiceKeyId Last = new(Guid.AllBitsSet);

    /// <summary>Whether <paramref name="text"/> can be the id of a service key.</summary>
    public static bool IsValid(string? text) => CanonicalUuid.TryParse(text, out _);

    /// <summary>Reads text that is known to be valid; anything else is a bug.</summary>
    public static ServiceKeyId From(string text) =>
        CanonicalUuid.TryParse(text, out var value) ? new(value) : throw new ArgumentException("Not the id of a service key.", nameof(text));

    public int CompareTo(ServiceKeyId other) => Value.CompareTo(other.Value);

    public static bool operator <(ServiceKeyId left, ServiceKeyId right) => left.CompareTo(right) < 0;

    public static bool operator >(ServiceKeyId left, ServiceKeyId right) => left.CompareTo(right) > 0;

    public static bool operator <=(ServiceKeyId left, ServiceKeyId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ServiceKeyId left, ServiceKeyId right) => left.CompareTo(right) >= 0;

    public override string ToString() => Value.ToString();
}
