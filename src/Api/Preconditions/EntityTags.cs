using System.Security.Cryptography;
using System.Text.Json;
using Concierge.Application.Preconditions;

namespace Concierge.Api.Preconditions;

/// <summary>
/// Formats strong entity tags (RFC 9110 section 8.8.3) and evaluates the headers that contain them. A tag starts with the revision of the
/// resource; a change compares only that part. The rest distinguishes representations of one revision: a like changes the tag but never
/// fails an edit. See docs/decisions/0005-etags-and-if-match.md.
/// </summary>
internal static class EntityTags
{
    /// <summary>Formats the tag of a resource.</summary>
    /// <param name="revision">The resource's revision.</param>
    /// <param name="variant">Distinguishes representations of one revision; empty where there is only one.</param>
    public static string Format(Revision revision, string variant = "") =>
        variant.Length == 0 ? $"\"{revision}\"" : $"\"{revision}.{variant}\"";

    /// <summary>Gets a digest of a value's JSON, 24 hexadecimal digits.</summary>
    public static string Digest<T>(T value) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(value)).AsSpan(..12));

    /// <summary>Gets the precondition of a change. <see cref="PreconditionFilter"/> has checked the headers.</summary>
    public static Precondition ReadPrecondition(HttpRequest request) => new(
        request.Headers.IfMatch.Count == 0 ? null : EntityTagList.Parse(request.Headers.IfMatch)!.Revisions,
        request.Headers.IfNoneMatch.Count == 0 ? [] : EntityTagList.Parse(request.Headers.IfNoneMatch)!.Revisions);

    /// <summary>
    /// Gets the precondition of a change from a value in the form of <c>If-Match</c>; null accepts every revision. Returns null if the
    /// value is malformed.
    /// </summary>
    public static Precondition? ReadPrecondition(string? ifMatch) =>
        ifMatch is null ? Precondition.None : EntityTagList.Parse(ifMatch) is { } tags ? new(tags.Revisions, []) : null;

    /// <summary>Whether <c>If-None-Match</c> of a GET contains the tag or <c>*</c> (RFC 9110 section 13.1.2).</summary>
    public static bool IsNotModified(HttpRequest request, string etag) =>
        request.Headers.IfNoneMatch.Count > 0 && EntityTagList.Parse(request.Headers.IfNoneMatch)!.Contains(etag);
}
