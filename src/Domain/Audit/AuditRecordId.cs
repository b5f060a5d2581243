using Concierge.Domain.Common;

namespace Concierge.Domain.Audit;

/// <summary>Identifies an audit record. A generated UUIDv7, so ids sort by creation time.</summary>
public readonly record struct AuditRecordId(Guid Value) : ISortableId<AuditRecordId>
{
    /// <summary>Sorts after every record: the start of a descending list.</summary>
    public static readonly AuditRecordId Last = new(Guid.AllBitsSet);

    /// <summary>Returns whether <paramref name="text"/> is a valid id.</summary>
    public static bool IsValid(string? text) => CanonicalUuid.TryParse(text, out _);

    /// <summary>Creates an id from valid text.</summary>
    /// <exception cref="ArgumentException">The text is not valid.</exception>
    public static AuditRecordId From(string? text) => new(CanonicalUuid.Parse(text));

    public int CompareTo(AuditRecordId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString();
}
