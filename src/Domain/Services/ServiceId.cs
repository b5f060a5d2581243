using Concierge.Domain.Common;

namespace Concierge.Domain.Services;

/// <summary>Identifies a service. Chosen by the caller (see <see cref="CallerId"/>) or generated.</summary>
public readonly record struct ServiceId : ISortableId<ServiceId>
{
    private ServiceId(string value) => Value = value;

    public string Value { get; }

    /// <summary>Returns whether <paramref name="text"/> is a valid id.</summary>
    public static bool IsValid(string? text) => CallerId.IsValid(text);

    /// <summary>Creates an id from valid text.</summary>
    /// <exception cref="ArgumentException">The text is not valid.</exception>
    public static ServiceId From(string? text) => new(CallerId.Require(text));

    /// <summary>Compares ordinally, like the database's collation "C".</summary>
    public int CompareTo(ServiceId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
