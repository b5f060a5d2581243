using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using Concierge.Domain.Conversations;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using Concierge.Infrastructure.Persistence;
using Concierge.Infrastructure.Users;
using Microsoft.EntityFrameworkCore;
using static Concierge.Infrastructure.Persistence.Sql;

namespace Concierge.Infrastructure.Messages;

internal sealed class MessageRepository(ConciergeDbContext context) : IMessageRepository
{
    /// <summary>
    /// Sends a message with text $6 from user $1 to user $2 in conversation $3 between users $4 and $5, if both users are active. Returns
    /// the status of both users, or NULL for a user who does not exist, and the position and the time of the message.
    /// </summary>
    /// <remarks>
    /// Position and time are taken under the lock on the conversation, so both follow the order of commits. <c>greatest</c> keeps the time
    /// from running backwards with the database's clock. The locks on the users make a deactivation wait for running sends, so nothing is
    /// sent after it returned. The primary key is the only unique index of conversations, so two concurrent first messages both resolve
    /// their conflict there and neither fails.
    /// </remarks>
    internal const string Send = """
        WITH sender AS (SELECT status FROM users WHERE id = $1 FOR SHARE),
             recipient AS (SELECT status FROM users WHERE id = $2 FOR SHARE),
             allowed AS (SELECT 1 FROM sender, recipient WHERE sender.status = 'active' AND recipient.status = 'active'),
             place AS (
                 INSERT INTO conversations AS c
                     (id, user_a_id, user_b_id, last_position, last_activity_at, read_position_a, read_position_b)
                 SELECT $3, $4, $5, 1, clock_timestamp(), 0, 0 FROM allowed
                 ON CONFLICT (id) DO UPDATE
                 SET last_position = c.last_position + 1, last_activity_at = greatest(c.last_activity_at, clock_timestamp())
                 RETURNING c.last_position AS position, c.last_activity_at AS created_at),
             message AS (
                 INSERT INTO messages (conversation_id, position, sender_id, recipient_id, body, liked_by, created_at, version)
                 SELECT $3, position, $1, $2, $6, ARRAY[]::text[], created_at, 1 FROM place),
             event AS (
                 INSERT INTO event_outbox (type, resource_id, user_a, user_b, occurred_at, data)
                 SELECT 'message.created', format('%s-%s', $3::uuid, position), $1, $2, created_at,
                        format(
                            '{"conversation_id":"%s","sender_id":"%s","recipient_id":"%s","position":%s,"version":1}',
                            $3::uuid, $1, $2, position)::json
                 FROM place)
        SELECT (SELECT status FROM sender), (SELECT status FROM recipient),
               (SELECT position FROM place), (SELECT created_at FROM place)
        """;

    /// <summary>
    /// Replaces the text of the message at $1 and $2 with $3, its times with $4 and $5, and its version $6 with $7, if the acting user $10
    /// is active. $8 and $9 are type and data of the event. See <see cref="ActorStatements"/>.
    /// </summary>
    internal const string Save = """
        WITH actor AS (SELECT status FROM users WHERE id = $10 FOR SHARE),
             saved AS (
                 UPDATE messages SET body = $3, edited_at = $4, deleted_at = $5, version = $7
                 WHERE conversation_id = $1 AND position = $2 AND version = $6
                   AND NOT EXISTS (SELECT FROM actor WHERE status <> 'active')
                 RETURNING conversation_id, position, sender_id, recipient_id),
             event AS (
                 INSERT INTO event_outbox (type, resource_id, user_a, user_b, occurred_at, data)
                 SELECT $8, format('%s-%s', conversation_id, position), sender_id, recipient_id, clock_timestamp(), $9::json FROM saved)
        SELECT (SELECT status FROM actor), EXISTS (SELECT FROM saved)
        """;

    /// <summary>Adds the like of user $1 to the message at $2 and $3, if the acting user $4 is active.</summary>
    internal const string AddLike = """
        WITH actor AS (SELECT status FROM users WHERE id = $4 FOR SHARE),
             liked AS (
                 UPDATE messages SET liked_by = array_append(liked_by, $1)
                 WHERE conversation_id = $2 AND position = $3 AND deleted_at IS NULL AND NOT $1 = ANY (liked_by)
                   AND NOT EXISTS (SELECT FROM actor WHERE status <> 'active')
                 RETURNING conversation_id, position, sender_id, recipient_id),
             event AS (
                 INSERT INTO event_outbox (type, resource_id, user_a, user_b, occurred_at, data)
                 SELECT 'message.liked', format('%s-%s', conversation_id, position), sender_id, recipient_id, clock_timestamp(),
                        format(
                            '{"conversation_id":"%s","sender_id":"%s","recipient_id":"%s","position":%s,"user_id":"%s"}',
                            conversation_id, sender_id, recipient_id, position, $1)::json
                 FROM liked)
        SELECT (SELECT status FROM actor), EXISTS (SELECT FROM liked)
        """;

    /// <summary>Removes the like of user $1 from the message at $2 and $3, if the acting user $4 is active.</summary>
    internal const string RemoveLike = """
        WITH actor AS (SELECT status FROM users WHERE id = $4 FOR SHARE),
             unliked AS (
                 UPDATE messages SET liked_by = array_remove(liked_by, $1)
                 WHERE conversation_id = $2 AND position = $3 AND $1 = ANY (liked_by)
                   AND NOT EXISTS (SELECT FROM actor WHERE status <> 'active')
                 RETURNING conversation_id, position, sender_id, recipient_id),
             event AS (
                 INSERT INTO event_outbox (type, resource_id, user_a, user_b, occurred_at, data)
                 SELECT 'message.unliked', format('%s-%s', conversation_id, position), sender_id, recipient_id, clock_timestamp(),
                        format(
                            '{"conversation_id":"%s","sender_id":"%s","recipient_id":"%s","position":%s,"user_id":"%s"}',
                            conversation_id, sender_id, recipient_id, position, $1)::json
                 FROM unliked)
        SELECT (SELECT status FROM actor), EXISTS (SELECT FROM unliked)
        """;

    public async Task<Result> SendAsync(Message message, CancellationToken cancellationToken)
    {
        var (a, b) = ConversationId.InOrder(message.SenderId, message.RecipientId);

        var rows = await context.QueryAsync(
            Send,
            [
                Value(message.SenderId.Value), Value(message.RecipientId.Value),
                Value(message.ConversationId.Value), Value(a.Value), Value(b.Value), Value(message.Body!),
            ],
            static row => new Sent(row.Read<string>(0), row.Read<string>(1), row.Read<long>(2), row.Read<DateTimeOffset>(3)),
            cancellationToken);

        var sent = rows.Single();
        if ((Refusal(sent.Sender, "/sender_id") ?? Refusal(sent.Recipient, "/recipient_id")) is { } refusal)
        {
            return refusal;
        }

        message.Place(sent.Position, sent.CreatedAt);
        return Result.Success;
    }

    public Task<Message?> FindAsync(MessageId id, CancellationToken cancellationToken) =>
        context.Set<Message>().SingleOrDefaultAsync(
            message => message.ConversationId == id.Conversation && message.Position == id.Position, cancellationToken);

    public async Task<Result> SaveAsync(Message message, Actor actor, CancellationToken cancellationToken)
    {
        var entry = context.Entry(message);
        var loaded = entry.Property(saved => saved.Version).OriginalValue;
        if (message.Version == loaded)
        {
            return Result.Success;
        }

        var change = message.Events.Recorded[^1];
        var saved = await context.ChangeAsActorAsync(
            Save,
            [
                Value(message.ConversationId.Value), Value(message.Position), Value(message.Body), Value(message.EditedAt),
                Value(message.DeletedAt), Value(loaded), Value(message.Version), Value(change.Type), EventOutbox.DataOf(change),
            ],
            actor,
            cancellationToken);
        entry.State = EntityState.Detached;
        return saved.Then(isSaved => isSaved ? Result.Success : throw new ConcurrentChangeException());
    }

    public Task<Result<bool>> AddLikeAsync(Message message, UserId user, Actor actor, CancellationToken cancellationToken) =>
        context.ChangeAsActorAsync(
            AddLike, [Value(user.Value), Value(message.ConversationId.Value), Value(message.Position)], actor, cancellationToken);

    public async Task<Result> RemoveLikeAsync(Message message, UserId user, Actor actor, CancellationToken cancellationToken)
    {
        var removed = await context.ChangeAsActorAsync(
            RemoveLike, [Value(user.Value), Value(message.ConversationId.Value), Value(message.Position)], actor, cancellationToken);
        return removed.Then(_ => Result.Success);
    }

    private static Error? Refusal(string? status, string pointer) => status switch
    {
        "active" => null,
        null => UserErrors.NotFound.At(pointer),
        _ => UserErrors.Deactivated.At(pointer),
    };

    /// <summary>Row of <see cref="Send"/>.</summary>
    private sealed record Sent(string? Sender, string? Recipient, long Position, DateTimeOffset CreatedAt);
}
