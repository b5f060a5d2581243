using System.Security.Cryptography;
using System.Text;
using Concierge.Domain.Users;

namespace Concierge.Domain.Messages;

/// <summary>
/// The id of the conversation between two users, computed from their ids, so that no look-up precedes a send and both directions give one id.
/// </summary>
public readonly record struct ConversationId(Guid Value)
{
    /// <summary>
    /// A name-based UUIDv8 over SHA-256 (RFC 9562 §5.8, appendix B.2). The name is the two ids in ordinal order; the slash occurs in no id, so that
    /// different pairs have different names.
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

    /// <summary>The two users of a conversation in the order in which it names them.</summary>
    public static (UserId A, UserId B) InOrder(UserId one, UserId other) =>
        one <= other ? (one, other) : (other, one);

    public override string ToString() => Value.ToString();
}
