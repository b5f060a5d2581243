using Concierge.Domain.Common;
using Concierge.Domain.Users;

namespace Concierge.Domain.Messages;

/// <summary>A private message from one user to one other.</summary>
public sealed class Message
{
    private Message()
    {
    }

    public ConversationId ConversationId { get; private init; }

    public MessageId Id { get; private init; }

    public UserId SenderId { get; private init; }

    public UserId RecipientId { get; private init; }

    /// <summary>The text; null once deleted.</summary>
    public string? Body { get; private set; }

    /// <summary>The ids of the participants who like it, first come first. Changed only by <see cref="IMessageRepository"/>, atomically.</summary>
    public IReadOnlyList<string> LikedBy { get; private init; } = [];

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>When the text last changed; null while it never has.</summary>
    public DateTimeOffset? EditedAt { get; private set; }

    public DateTimeOffset? DeletedAt { get; private set; }

    /// <summary>Counts the changes of the text; the concurrency token. A like does not count, so that it never makes somebody's edit fail.</summary>
    public int Version { get; private set; } = 1;

    /// <summary>Writes a message, at the time that its id tells. Whether both users exist and are active is asked where it is stored.</summary>
    public static Result<Message> Send(Actor actor, MessageId id, UserId sender, UserId recipient, MessageBody body)
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
            Id = id,
            SenderId = sender,
            RecipientId = recipient,
            Body = body.Value,
            CreatedAt = id.Time,
        };
    }

    /// <summary>Changes the text; only the sender may. The same text changes nothing.</summary>
    public Result Edit(Actor actor, MessageBody body, DateTimeOffset now)
    {
        var may = CheckSender(actor);
        if (may.IsSuccess && body.Value != Body)
        {
            (Body, EditedAt, Version) = (body.Value, now.CutToMilliseconds(), Version + 1);
        }

        return may;
    }

    /// <summary>Deletes the text for good and leaves a tombstone; only the sender may.</summary>
    public Result Delete(Actor actor, DateTimeOffset now)
    {
        var may = CheckSender(actor);
        if (may.IsSuccess)
        {
            (Body, DeletedAt, Version) = (null, now.CutToMilliseconds(), Version + 1);
        }

        return may;
    }

    /// <summary>Whether <paramref name="user"/> may like this message, or take a like back, on <paramref name="actor"/>'s authority.</summary>
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

    private Result CheckSender(Actor actor)
    {
        if (!IsVisibleTo(actor))
        {
            return MessageErrors.NotFound;
        }

        return actor.MayActAs(SenderId) ? Result.Success : MessageErrors.NotTheSender;
    }

    /// <summary>To anyone but its participants, a message does not exist; to them it exists until it is deleted.</summary>
    private bool IsVisibleTo(Actor actor) => DeletedAt is null && (actor.MayActAs(SenderId) || actor.MayActAs(RecipientId));
}
