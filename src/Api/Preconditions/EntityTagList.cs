using System.Text.RegularExpressions;
using Microsoft.Extensions.Primitives;

namespace Concierge.Api.Preconditions;

/// <summary>The tags of an <c>If-Match</c> or <c>If-None-Match</c> header, or <c>*</c> (RFC 9110 section 13.1).</summary>
/// <param name="IsAny">Whether the header is <c>*</c>.</param>
/// <param name="Tags">The tags without <c>W/</c>, quotes and content coding.</param>
internal sealed partial record EntityTagList(bool IsAny, IReadOnlyList<string> Tags)
{
    /// <summary>The revisions that start the tags; null for <c>*</c>.</summary>
    public IReadOnlyList<string>? Revisions => IsAny ? null : [.. Tags.Select(tag => tag.Split('.')[0])];

    /// <summary>Parses a header; returns null if it does not have the grammar.</summary>
    public static EntityTagList? Parse(StringValues header)
    {
        var text = header.ToString();
        if (text.Trim(' ', '\t') == "*")
        {
            return new(true, []);
        }

        var list = Grammar().Match(text);
        return list.Success ? new(false, [.. list.Groups["tag"].Captures.Select(tag => ContentCoding().Replace(tag.Value, ""))]) : null;
    }

    /// <summary>Whether a tag, in quotes, is in the list.</summary>
    public bool Contains(string etag) => IsAny || Tags.Contains(etag.Trim('"'));

    /// <summary>A list of tags (RFC 9110 section 8.8.3), whose elements may be empty (section 5.6.1.2).</summary>
    [GeneratedRegex(
        """\A[ \t]*(?:(?:W/)?"(?<tag>[!#-~\u0080-\u00FF]*)"[ \t]*)?(?:,[ \t]*(?:(?:W/)?"(?<tag>[!#-~\u0080-\u00FF]*)"[ \t]*)?)*\z""")]
    private static partial Regex Grammar();

    /// <summary>
    /// What a compressing proxy appends to a tag: <c>-gzip</c> (<see href="https://bz.apache.org/bugzilla/show_bug.cgi?id=45023"/>),
    /// <c>--gzip</c> (<see href="https://github.com/jetty/jetty.project/issues/5979"/>), or another coding.
    /// </summary>
    [GeneratedRegex("--?(gzip|br|deflate|zstd)\\z")]
    private static partial Regex ContentCoding();
}
