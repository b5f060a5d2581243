using System.Security.Cryptography;
using System.Text;
using Concierge.Domain.Common;
using Concierge.Domain.Users;

namespace Concierge.Domain.Conversations;

/// <summary>
/// Identifies the conversation between two users. Computed from both user ids, so sending needs no lookup and both directions give the same
/// id.
/// </summary>
public readonly record struct ConversationId(Guid Value)
{
    /// <summary>
    /// Computes a name-based UUIDv8 with SHA-256 (RFC 9562 section 5.8, appendix B.2). The name contains both ids in ordinal order,
    /// separated by a slash. No id contains a slash, so different pairs have different names.
    /// </summary>
    public static ConversationId Between(UserId one, UserId other)
    {
        var (a, b) = InOrder(one, other);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.ASCII.GetBytes($"concierge/conversation/{a}/{b}"), hash);
        hash[6] = (byte)(hash[6] & 0x0F | 0x80);
        hash[8] = (byte)(hash[8] & 0x3F | 0x80);
        return new(new Guid(hash[..16], bigEndian: true));
    }

    /// <summary>Returns whether <paramref name="text"/> is a valid id.</summary>
    public static bool IsValid(string? text) => CanonicalUuid.TryParse(text, out _);

    /// <summary>Creates an id from valid text.</summary>
    /// <exception cref="ArgumentException">The text is not valid.</exception>
    public static ConversationId From(string? text) => new(CanonicalUuid.Parse(text));

    /// <summary>Sorts the two users of a conversation in ordinal order.</summary>
    public static (UserId A, UserId B) InOrder(UserId one, UserId other) =>
        one <= other ? (one, other) : (other, one);

    public override string ToString() => Value.ToString();
}
