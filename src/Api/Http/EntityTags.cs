using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Concierge.Application.Pipeline;
using Microsoft.Net.Http.Headers;

namespace Concierge.Api.Http;

/// <summary>
/// Formats and parses strong entity tags (RFC 9110 section 8.8.3). A tag starts with the version of the resource; <c>If-Match</c> compares
/// only that part. The rest distinguishes representations of one version: a like changes the tag but never fails an edit.
/// </summary>
internal static class EntityTags
{
    /// <summary>Formats the tag of a resource.</summary>
    /// <param name="version">The resource's version.</param>
    /// <param name="variant">Distinguishes representations of one version; empty where there is only one.</param>
    public static string Format(int version, string variant = "") => variant.Length == 0 ? $"\"{version}\"" : $"\"{version}.{variant}\"";

    /// <summary>Gets a digest of a value's JSON, 24 hexadecimal digits.</summary>
    public static string Digest<T>(T value) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(value)).AsSpan(..12));

    /// <summary>Parses <c>If-Match</c> (RFC 9110 section 13.1.1). A weak or unknown tag matches no version.</summary>
    public static Precondition ReadIfMatch(HttpRequest request)
    {
        if (request.Headers.IfMatch is not { Count: > 0 } header)
        {
            return Precondition.None;
        }

        if (!EntityTagHeaderValue.TryParseStrictList(header!, out var tags))
        {
            return new Precondition([]);
        }

        return tags.Contains(EntityTagHeaderValue.Any)
            ? Precondition.None
            : new Precondition([.. tags.Where(tag => !tag.IsWeak).Select(Version).OfType<int>()]);
    }

    /// <summary>Whether <c>If-None-Match</c> contains the tag or <c>*</c> (RFC 9110 section 13.1.2).</summary>
    public static bool IsNamedByIfNoneMatch(HttpRequest request, string etag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch!, out var tags)
        && (tags.Contains(EntityTagHeaderValue.Any)
            || tags.Any(tag => tag.Compare(EntityTagHeaderValue.Parse(etag), useStrongComparison: false)));

    private static int? Version(EntityTagHeaderValue tag)
    {
        var text = tag.Tag.AsSpan().Trim('"');
        var end = text.IndexOf('.');
        text = end < 0 ? text : text[..end];
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && text[0] != '0' ? version : null;
    }
}
