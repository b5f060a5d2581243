using Concierge.Domain.Common;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Messages;

internal sealed class MessageRepository(ConciergeDbContext context) : IMessageRepository
{
    /// <summary>
    /// Sends message $6 of user $1 to user $2 in conversation $3 between users $4 and $5, at time $7, with text $8 and version $9, if both
    /// users are active. Returns the status of both users, or NULL for a user who does not exist.
    /// </summary>
    /// <remarks>
    /// The locks make a deactivation wait for running sends, so nothing is sent after it returned. The primary key is the only unique index
    /// of conversations, so two concurrent first messages both resolve their conflict there and neither fails.
    /// </remarks>
    internal const string Send = """
        WITH sender AS (SELECT status FROM users WHERE id = $1 FOR SHARE),
             recipient AS (SELECT status FROM users WHERE id = $2 FOR SHARE),
             allowed AS (SELECT FROM sender, recipient WHERE sender.status = 'active' AND recipient.status = 'active'),
             conversation AS (
                 INSERT INTO conversations AS c (id, user_a_id, user_b_id, last_message_id, last_activity_at)
                 SELECT $3, $4, $5, $6, $7 FROM allowed
                 ON CONFLICT (id) DO UPDATE
                 SET last_message_id = greatest(c.last_message_id, excluded.last_message_id),
                     last_activity_at = greatest(c.last_activity_at, excluded.last_activity_at)),
             message AS (
                 INSERT INTO messages (conversation_id, id, sender_id, recipient_id, body, liked_by, created_at, version)
                 SELECT $3, $6, $1, $2, $8, ARRAY[]::text[], $7, $9 FROM allowed)
        SELECT (SELECT status FROM sender), (SELECT status FROM recipient)
        """;

    private const string AddLike = """
        UPDATE messages SET liked_by = array_append(liked_by, $1)
        WHERE conversation_id = $2 AND id = $3 AND deleted_at IS NULL AND NOT $1 = ANY (liked_by)
        """;

    private const string RemoveLike = """
        UPDATE messages SET liked_by = array_remove(liked_by, $1)
        WHERE conversation_id = $2 AND id = $3 AND $1 = ANY (liked_by)
        """;

    /// <summary>Moves the read marker of user $1 in conversation $2 forward to message $3, if the message is in the conversation.</summary>
    private const string MarkRead = """
        UPDATE conversations
        SET read_by_a = CASE user_a_id WHEN $1 THEN greatest(read_by_a, $3) ELSE read_by_a END,
            read_by_b = CASE user_b_id WHEN $1 THEN greatest(read_by_b, $3) ELSE read_by_b END
        WHERE id = $2 AND EXISTS (SELECT FROM messages WHERE conversation_id = $2 AND id = $3)
        """;

    public async Task<Result> SendAsync(Message message, CancellationToken cancellationToken)
    {
        var (a, b) = ConversationId.InOrder(message.SenderId, message.RecipientId);

        var users = await context.QueryAsync(
            Send,
            [
                Value(message.SenderId.Value), Value(message.RecipientId.Value),
                Value(message.ConversationId.Value), Value(a.Value), Value(b.Value),
                Value(message.Id.Value), Value(message.CreatedAt), Value(message.Body!), Value(message.Version),
            ],
            static row => new SendCheck(row.Read<string>(0), row.Read<string>(1)),
            cancellationToken);

        var check = users.Single();
        return (Refusal(check.Sender, "/sender_id") ?? Refusal(check.Recipient, "/recipient_id")) is { } refusal ? refusal : Result.Success;
    }

    public Task<Message?> FindAsync(MessageId id, CancellationToken cancellationToken) =>
        context.Set<Message>().SingleOrDefaultAsync(message => message.Id == id && message.Version > 0, cancellationToken);

    public async Task<bool> AddLikeAsync(Message message, UserId user, CancellationToken cancellationToken) =>
        await context.ExecuteAsync(
            AddLike, [Value(user.Value), Value(message.ConversationId.Value), Value(message.Id.Value)], cancellationToken) == 1;

    public Task RemoveLikeAsync(Message message, UserId user, CancellationToken cancellationToken) =>
        context.ExecuteAsync(
            RemoveLike, [Value(user.Value), Value(message.ConversationId.Value), Value(message.Id.Value)], cancellationToken);

    public async Task<bool> MarkReadAsync(
        ConversationId conversation, UserId reader, MessageId upTo, CancellationToken cancellationToken) =>
        await context.ExecuteAsync(MarkRead, [Value(reader.Value), Value(conversation.Value), Value(upTo.Value)], cancellationToken) == 1;

    private static Error? Refusal(string? status, string pointer) => status switch
    {
        "active" => null,
        null => UserErrors.NotFound.At(pointer),
        _ => UserErrors.Deactivated.At(pointer),
    };

    private sealed record SendCheck(string? Sender, string? Recipient);
}
