using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Concierge.Application.Common;
using Concierge.Application.Messages;
using Concierge.Application.Orders;
using Concierge.Application.Sms;
using Concierge.Application.Users;
using Microsoft.Net.Http.Headers;

namespace Concierge.Api.Common;

/// <summary>
/// Strong entity tags (RFC 9110 §8.8.3). A tag starts with the resource's version, which is all that <c>If-Match</c> looks at; what follows tells
/// representations of one version apart, so that a like changes the tag and yet never makes somebody's edit fail.
/// </summary>
internal static class EntityTags
{
    public static string Of(UserDto user) => $"\"{user.Version}\"";

    public static string Of(ServiceDto service) => $"\"{service.Version}\"";

    public static string Of(SmsMessageDto message) => $"\"{message.Version}\"";

    /// <summary>The version, and a digest of the names of the services, which change on their own.</summary>
    public static string Of(OrderDto order) => $"\"{order.Version}.{Digest(order.Services)}\"";

    /// <summary>The version of the text, and who likes it in which order: s for the sender, r for the recipient.</summary>
    public static string Of(MessageDto message) => message.LikedBy.Count == 0
        ? $"\"{message.Version}\""
        : $"\"{message.Version}.{string.Concat(message.LikedBy.Select(user => user == message.SenderId ? 's' : 'r'))}\"";

    /// <summary>A digest of the whole representation, for what has no version of its own.</summary>
    public static string Of(ConversationDto conversation) => $"\"{Digest(conversation)}\"";

    /// <summary>The versions that <c>If-Match</c> allows. A tag that is none of ours, or is weak, allows none (RFC 9110 §13.1.1).</summary>
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

    /// <summary>Whether <c>If-None-Match</c> names the tag, or any (RFC 9110 §13.1.2).</summary>
    public static bool IsNamedByIfNoneMatch(HttpRequest request, string etag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch!, out var tags)
        && (tags.Contains(EntityTagHeaderValue.Any) || tags.Any(tag => tag.Compare(EntityTagHeaderValue.Parse(etag), useStrongComparison: false)));

    private static string Digest<T>(T value) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(value)).AsSpan(..12));

    private static int? Version(EntityTagHeaderValue tag)
    {
        var text = tag.Tag.AsSpan().Trim('"');
        var end = text.IndexOf('.');
        text = end < 0 ? text : text[..end];
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && text[0] != '0' ? version : null;
    }
}
