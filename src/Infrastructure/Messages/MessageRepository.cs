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
    /// One statement, one round trip: both users are looked at, and only if both are active are the conversation and the message written. The lock on
    /// the users has a deactivation wait for sends that have looked, so that nothing is sent once it has answered.
    /// Its parameters are the sender, the recipient, the conversation, the two users in the order of its row, and the message's id, time, text and version.
    /// The conversation's only unique index is its primary key, so that two first messages at one instant meet there and neither fails.
    /// </summary>
    private const string Send = """
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

    public async Task<Result> SendAsync(Message message, CancellationToken cancellationToken)
    {
        var (a, b) = ConversationId.InOrder(message.SenderId, message.RecipientId);

        var users = await context.QueryAsync(
            Send,
            [
                Value(message.SenderId.Value), Value(message.RecipientId.Value), Value(message.ConversationId.Value), Value(a.Value), Value(b.Value),
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
        await context.Database.ExecuteSqlAsync($"""
            UPDATE messages SET liked_by = array_append(liked_by, {user.Value})
            WHERE conversation_id = {message.ConversationId.Value} AND id = {message.Id.Value}
              AND deleted_at IS NULL AND NOT {user.Value} = ANY (liked_by)
            """, cancellationToken) == 1;

    public Task RemoveLikeAsync(Message message, UserId user, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync($"""
            UPDATE messages SET liked_by = array_remove(liked_by, {user.Value})
            WHERE conversation_id = {message.ConversationId.Value} AND id = {message.Id.Value} AND {user.Value} = ANY (liked_by)
            """, cancellationToken);

    public async Task<bool> MarkReadAsync(ConversationId conversation, UserId reader, MessageId upTo, CancellationToken cancellationToken) =>
        await context.Database.ExecuteSqlAsync($"""
            UPDATE conversations
            SET read_by_a = CASE user_a_id WHEN {reader.Value} THEN greatest(read_by_a, {upTo.Value}) ELSE read_by_a END,
                read_by_b = CASE user_b_id WHEN {reader.Value} THEN greatest(read_by_b, {upTo.Value}) ELSE read_by_b END
            WHERE id = {conversation.Value}
              AND EXISTS (SELECT FROM messages WHERE conversation_id = {conversation.Value} AND id = {upTo.Value})
            """, cancellationToken) == 1;

    private static Error? Refusal(string? status, string pointer) => status switch
    {
        "active" => null,
        null => UserErrors.NotFound.At(pointer),
        _ => UserErrors.Deactivated.At(pointer),
    };

    private sealed record SendCheck(string? Sender, string? Recipient);
}
