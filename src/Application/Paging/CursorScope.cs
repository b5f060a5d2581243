using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Concierge.Application.Paging;

/// <summary>
/// Binds cursors to one list with its filters and its actor. A cursor is the position of the last returned item, preceded by a checksum
/// over list, filters and position. It contains no secret and grants no access, because every page is authorized and filtered again. So the
/// checksum needs no key.
/// </summary>
/// <param name="list">Name of the list.</param>
/// <param name="filters">Everything that decides the content and the order of the list.</param>
internal sealed class CursorScope(string list, params IReadOnlyList<object?> filters)
{
    private const int ChecksumLength = 9;

    /// <summary>Creates the cursor of a position.</summary>
    public string Write(string position) =>
        Base64Url.EncodeToString([.. Checksum(position), .. Encoding.UTF8.GetBytes(position)]);

    /// <summary>Reads a cursor of this scope. Returns false for every other cursor.</summary>
    /// <param name="cursor">The cursor; null or empty for the first page.</param>
    /// <param name="isValid">Whether a position has the list's format.</param>
    /// <param name="position">The position; null for the first page.</param>
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

        // Comparing the rewritten cursor verifies the checksum and rejects other encodings of the same bytes.
        position = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor).AsSpan(ChecksumLength..));
        return Write(position) == cursor && isValid(position);
    }

    private ReadOnlySpan<byte> Checksum(string position) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [list, .. filters, position]))).AsSpan(..ChecksumLength);
}
