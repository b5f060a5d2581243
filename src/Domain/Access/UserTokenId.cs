using Concierge.Domain.Common;

namespace Concierge.Domain.Access;

/// <summary>Identifies a user token. A generated UUIDv7, so ids sort by creation time. The id is not secret.</summary>
public readonly record struct UserTokenId(Guid Value) : ISortableId<UserTokenId>
{
    /// <summary>Sorts after every token: the start of a descending list.</summary>
    public static readonly UserTokenId Last = new(Guid.AllBitsSet);

    /// <summary>Returns whether <paramref name="text"/> is a valid id.</summary>
    public static bool IsValid(string? text) => CanonicalUuid.TryParse(text, out _);

    /// <summary>Creates an id from valid text.</summary>
    /// <exception cref="ArgumentException">The text is not valid.</exception>
    public static UserTokenId From(string? text) => new(CanonicalUuid.Parse(text));

    public int CompareTo(UserTokenId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString();
}
