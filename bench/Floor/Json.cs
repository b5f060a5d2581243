using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Concierge.Floor;

internal sealed record MessageJson(
    string Id, Guid ConversationId, long Position, string SenderId, string RecipientId, string? Body,
    string[] LikedBy, DateTime CreatedAt, DateTime? EditedAt, DateTime? DeletedAt);

internal sealed record PeerJson(string Id, string Name, string Status);

internal sealed record ConversationJson(
    Guid Id, PeerJson Peer, MessageJson? LastMessage, DateTime LastActivityAt, int UnreadCount, bool UnreadCapped,
    string? LastReadMessageId, string? PeerLastReadMessageId);

internal sealed record MessagePage(List<MessageJson> Items, string? NextCursor);

internal sealed record ConversationPage(List<ConversationJson> Items, string? NextCursor);

internal sealed record NewMessage(string SenderId, string RecipientId, string Body);

internal sealed record OrderedService(string Id, string? Name);

internal sealed record NewOrder(DateTimeOffset Datetime, decimal Totalfee, OrderedService[] Services);

internal sealed record OrderJson(
    string Id, DateTimeOffset Datetime, decimal Totalfee, OrderedService[] Services, DateTime CreatedAt, DateTime UpdatedAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(MessagePage))]
[JsonSerializable(typeof(ConversationPage))]
[JsonSerializable(typeof(NewMessage))]
[JsonSerializable(typeof(NewOrder))]
[JsonSerializable(typeof(OrderJson))]
internal sealed partial class Json : JsonSerializerContext
{
    public static async Task WriteAsync<T>(HttpContext http, T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(http.Response.BodyWriter, value, type, http.RequestAborted);
    }
}
