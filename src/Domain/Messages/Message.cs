using Concierge.Domain.Common;
using Concierge.Domain.Conversations;
using Concierge.Domain.Events;
using Concierge.Domain.Users;

namespace Concierge.Domain.Messages;

/// <summary>A private message from one user to another.</summary>
public sealed class Message : IEventSource
{
    private Message()
    {
    }

    public ConversationId ConversationId { get; private init; }

    /// <summary>Position in the conversation, starting at 1; 0 before the message is stored.</summary>
    public long Position { get; private set; }

    public MessageId Id => new(ConversationId, Position);

    public UserId SenderId { get; private init; }

    public UserId RecipientId { get; private init; }

    /// <summary>The text; null after deletion.</summary>
    public string? Body { get; private set; }

    /// <summary>
    /// Ids of the participants who like the message, oldest like first. Changed only by <see cref="IMessageRepository"/>, atomically.
    /// </summary>
    public IReadOnlyList<string> LikedBy { get; private init; } = [];

    /// <summary>Time by the database's clock. Never runs backwards within a conversation.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Time of the last edit; null if never edited.</summary>
    public DateTimeOffset? EditedAt { get; private set; }

    public DateTimeOffset? DeletedAt { get; private set; }

    /// <summary>Number of changes to the text; the concurrency token. A like does not change it, so it never makes an edit fail.</summary>
    public int Version { get; private set; } = 1;

    public EventLog Events { get; } = new();

    /// <summary>Creates a message that has no place yet. The repository checks that both users exist and are active.</summary>
    public static Result<Message> Send(Actor actor, UserId sender, UserId recipient, MessageBody body)
    {
        if (!actor.MayActAs(sender))
        {
            return MessageErrors.SenderIsNotTheActor;
        }

        if (sender == recipient)
        {
            return MessageErrors.RecipientIsSender;
        }

        return new Message
        {
            ConversationId = ConversationId.Between(sender, recipient),
            SenderId = sender,
            RecipientId = recipient,
            Body = body.Value,
        };
    }

    /// <summary>Sets the position and the time that the database gave to a new message.</summary>
    public void Place(long position, DateTimeOffset createdAt) => (Position, CreatedAt) = (position, createdAt);

    /// <summary>Changes the text. Only the sender may do so. An identical text changes nothing.</summary>
    public Result Edit(Actor actor, MessageBody body, DateTimeOffset now)
    {
        var may = CheckSender(actor);
        if (may.IsSuccess && body.Value != Body)
        {
            (Body, EditedAt, Version) = (body.Value, now.CutToMilliseconds(), Version + 1);
            Record(MessageEvents.Updated);
        }

        return may;
    }

    /// <summary>Deletes the text permanently and keeps a tombstone. Only the sender may do so.</summary>
    public Result Delete(Actor actor, DateTimeOffset now)
    {
        var may = CheckSender(actor);
        if (may.IsSuccess)
        {
            (Body, DeletedAt, Version) = (null, now.CutToMilliseconds(), Version + 1);
            Record(MessageEvents.Deleted);
        }

        return may;
    }

    /// <summary>Checks that <paramref name="actor"/> may add or remove a like of <paramref name="user"/>.</summary>
    public Result CheckLike(Actor actor, UserId user)
    {
        if (!IsVisibleTo(actor))
        {
            return MessageErrors.NotFound;
        }

        if (!actor.MayActAs(user))
        {
            return CommonErrors.Forbidden;
        }

        return user == SenderId || user == RecipientId ? Result.Success : MessageErrors.NotAParticipant;
    }

    private void Record(string change) => Events.Record(new(
        change,
        Id.ToString(),
        new MessageEventData(ConversationId.Value, SenderId.Value, RecipientId.Value, Position, Version),
        SenderId.Value,
        RecipientId.Value));

    private Result CheckSender(Actor actor)
    {
        if (!IsVisibleTo(actor))
        {
            return MessageErrors.NotFound;
        }

        return actor.MayActAs(SenderId) ? Result.Success : MessageErrors.NotTheSender;
    }

    /// <summary>Returns whether the actor can see the message: participants and backends can, until it is deleted.</summary>
    private bool IsVisibleTo(Actor actor) => DeletedAt is null && (actor.MayActAs(SenderId) || actor.MayActAs(RecipientId));
}
