using System.Text;

namespace Concierge.Application.Validation;

/// <summary>Creates JSON Pointers (RFC 6901).</summary>
public static class JsonPointer
{
    /// <summary>Gets the pointer to a member of the document's root. To point deeper, append it to the pointer to the parent.</summary>
    public static string Of(string member) =>
        "/" + member.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>Converts a path in the notation of System.Text.Json, such as <c>$.services[0].id</c> or <c>$['odd name']</c>.</summary>
    public static string FromPath(string? path)
    {
        var pointer = new StringBuilder();
        var rest = path.AsSpan(path?.StartsWith('$') == true ? 1 : 0);
        while (rest.Length > 0)
        {
            var quoted = rest.StartsWith("['");
            var end = quoted ? rest.IndexOf("']") : rest[0] == '[' ? rest.IndexOf(']') : rest[1..].IndexOfAny('.', '[') + 1;
            var start = quoted ? 2 : 1;
            end = end <= 0 ? rest.Length : end;
            pointer.Append(Of(rest[start..end].ToString()));
            rest = rest[Math.Min(rest.Length, end + (quoted ? 2 : rest[0] == '[' ? 1 : 0))..];
        }

        return pointer.ToString();
    }
}
