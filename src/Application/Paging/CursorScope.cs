using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Concierge.Application.Paging;

/// <summary>
/// One list with its filters, seen by one actor: what a cursor is bound to. A cursor is the position of the last item given out, behind a checksum over
/// list, filters and position. It holds no secret and grants nothing (every page is filtered anew), so that the checksum needs no key.
/// </summary>
/// <param name="list">The list's name.</param>
/// <param name="filters">Everything that decides what the list holds and in which order.</param>
internal sealed class CursorScope(string list, params IReadOnlyList<object?> filters)
{
    private const int ChecksumLength = 9;

    /// <summary>The cursor that stands for a position.</summary>
    public string Write(string position) =>
        Base64Url.EncodeToString([.. Checksum(position), .. Encoding.UTF8.GetBytes(position)]);

    /// <summary>Reads the position that a cursor stands for, null for no cursor; refuses every cursor but this scope's own.</summary>
    public bool TryRead(string? cursor, Predicate<string> isValid, out string? position)
    {
        position = null;
        if (string.IsNullOrEmpty(cursor))
        {
            return true;
        }

        if (!Base64Url.IsValid(cursor, out var length) || length <= ChecksumLength)
        {
            return false;
        }

        // Writing it again checks the sum, and refuses the spellings that decode to the same bytes.
        position = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor).AsSpan(ChecksumLength..));
        return Write(position) == cursor && isValid(position);
    }

    private ReadOnlySpan<byte> Checksum(string position) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [list, .. filters, position]))).AsSpan(..ChecksumLength);
}
