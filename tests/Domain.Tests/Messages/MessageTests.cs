using Concierge.Domain.Common;
using Concierge.Domain.Conversations;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;

namespace Concierge.Domain.Tests.Messages;

public sealed class MessageTests
{
    private static readonly UserId Sender = UserId.From("sender");

    private static readonly UserId Recipient = UserId.From("recipient");

    private static readonly MessageBody Hello = MessageBody.From("Hello");

    private static readonly MessageBody Bye = MessageBody.From("Bye");

    private static readonly DateTimeOffset Sent = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(1)).AddTicks(9999);

    private static readonly DateTimeOffset SentAt = new(2026, 1, 2, 2, 4, 5, 678, TimeSpan.Zero);

    private static readonly DateTimeOffset Later = Sent.AddHours(1);

    private static readonly DateTimeOffset LaterAt = SentAt.AddHours(1);

    [Theory]
    [InlineData("backend")]
    [InlineData("sender")]
    public void Send_ByBackendOrSender_ReturnsMessage(string actor)
    {
        var message = Message.Send(By(actor), Sender, Recipient, Hello).Value;

        Assert.Equal((Sender, Recipient), (message.SenderId, message.RecipientId));
        Assert.Equal(ConversationId.Between(Sender, Recipient), message.ConversationId);
        Assert.Equal(0, message.Position);
        Assert.Empty(message.LikedBy);
    }

    [Fact]
    public void Place_OfNewMessage_SetsIdAndTime()
    {
        var message = NewMessage();

        Assert.Equal(new MessageId(ConversationId.Between(Sender, Recipient), 7), message.Id);
        Assert.Equal(SentAt, message.CreatedAt);
    }

    [Theory]
    [InlineData("recipient")]
    [InlineData("stranger")]
    public void Send_AsAnotherUser_ReturnsForbidden(string actor) =>
        Assert.Equal([MessageErrors.SenderIsNotTheActor], Message.Send(By(actor), Sender, Recipient, Hello).Errors);

    [Theory]
    [InlineData("backend")]
    [InlineData("sender")]
    public void Send_ToSelf_ReturnsRecipientIsSender(string actor) =>
        Assert.Equal([MessageErrors.RecipientIsSender], Message.Send(By(actor), Sender, UserId.From("sender"), Hello).Errors);

    [Fact]
    public void Send_AsAnotherUserToThemselves_ReportsSender() =>
        Assert.Equal([MessageErrors.SenderIsNotTheActor], Message.Send(By("stranger"), Sender, Sender, Hello).Errors);

    [Fact]
    public void Send_WhenIdsDifferOnlyInCase_Succeeds() =>
        Assert.True(Message.Send(Actor.Backend, Sender, UserId.From("Sender"), Hello).IsSuccess);

    [Theory]
    [InlineData("backend")]
    [InlineData("sender")]
    public void Edit_ByBackendOrSender_ReplacesTextAndIncrementsVersion(string actor)
    {
        var message = NewMessage();

        Assert.Same(Result.Success, message.Edit(By(actor), Bye, Later));

        Assert.Equal(("Bye", LaterAt, 2), (message.Body, message.EditedAt, message.Version));
        Assert.Equal(TimeSpan.Zero, message.EditedAt!.Value.Offset);
        Assert.Equal((SentAt, null), (message.CreatedAt, message.DeletedAt));
    }

    [Fact]
    public void Edit_WhenRepeated_UpdatesTimeAndVersion()
    {
        var message = NewMessage();
        message.Edit(By("sender"), Bye, Later);

        message.Edit(By("sender"), Hello, Later.AddHours(1));

        Assert.Equal(("Hello", LaterAt.AddHours(1), 3), (message.Body, message.EditedAt, message.Version));
    }

    [Fact]
    public void Edit_ToSameText_ChangesNothing()
    {
        var message = NewMessage();

        Assert.Same(Result.Success, message.Edit(By("sender"), MessageBody.From("Hello"), Later));

        AssertUnchanged(message);
    }

    [Fact]
    public void Edit_ToSameTextAfterEdit_KeepsTimeOfEdit()
    {
        var message = NewMessage();
        message.Edit(By("sender"), Bye, Later);

        message.Edit(By("sender"), Bye, Later.AddHours(1));

        Assert.Equal((LaterAt, 2), (message.EditedAt, message.Version));
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("Hello ")]
    [InlineData("Hell\u006f\u0301")]
    public void Edit_ToSimilarText_IncrementsVersion(string text)
    {
        var message = NewMessage();

        message.Edit(By("sender"), MessageBody.From(text), Later);

        Assert.Equal((text, 2), (message.Body, message.Version));
    }

    [Theory]
    [InlineData("Bye")]
    [InlineData("Hello")]
    public void Edit_ByRecipient_ReturnsNotTheSender(string text) =>
        AssertRefused(MessageErrors.NotTheSender, message => message.Edit(By("recipient"), MessageBody.From(text), Later));

    [Theory]
    [InlineData("Bye")]
    [InlineData("Hello")]
    public void Edit_ByStranger_ReturnsNotFound(string text) =>
        AssertRefused(MessageErrors.NotFound, message => message.Edit(By("stranger"), MessageBody.From(text), Later));

    [Theory]
    [InlineData("backend")]
    [InlineData("sender")]
    [InlineData("recipient")]
    [InlineData("stranger")]
    public void Edit_WhenDeleted_ReturnsNotFound(string actor)
    {
        var message = Deleted();

        Assert.Equal([MessageErrors.NotFound], message.Edit(By(actor), Bye, Later.AddHours(1)).Errors);

        AssertDeleted(message);
        Assert.Null(message.EditedAt);
    }

    [Theory]
    [InlineData("backend")]
    [InlineData("sender")]
    public void Delete_ByBackendOrSender_LeavesTombstone(string actor)
    {
        var message = NewMessage();

        Assert.Same(Result.Success, message.Delete(By(actor), Later));

        AssertDeleted(message);
        Assert.Equal(TimeSpan.Zero, message.DeletedAt!.Value.Offset);
        Assert.Equal((SentAt, null), (message.CreatedAt, message.EditedAt));
    }

    [Fact]
    public void Delete_AfterEdit_KeepsTimeOfEdit()
    {
        var message = NewMessage();
        message.Edit(By("sender"), Bye, Later);

        message.Delete(By("sender"), Later.AddHours(1));

        Assert.Equal((null, LaterAt, LaterAt.AddHours(1), 3), (message.Body, message.EditedAt, message.DeletedAt, message.Version));
    }

    [Fact]
    public void Delete_ByRecipient_ReturnsNotTheSender() =>
        AssertRefused(MessageErrors.NotTheSender, message => message.Delete(By("recipient"), Later));

    [Fact]
    public void Delete_ByStranger_ReturnsNotFound() =>
        AssertRefused(MessageErrors.NotFound, message => message.Delete(By("stranger"), Later));

    [Theory]
    [InlineData("backend")]
    [InlineData("sender")]
    [InlineData("recipient")]
    [InlineData("stranger")]
    public void Delete_WhenDeleted_ReturnsNotFound(string actor)
    {
        var message = Deleted();

        Assert.Equal([MessageErrors.NotFound], message.Delete(By(actor), Later.AddHours(1)).Errors);

        AssertDeleted(message);
    }

    [Theory]
    [InlineData("backend", "sender")]
    [InlineData("backend", "recipient")]
    [InlineData("sender", "sender")]
    [InlineData("recipient", "recipient")]
    public void CheckLike_OfParticipantByBackendOrSelf_Succeeds(string actor, string user) =>
        Assert.Same(Result.Success, NewMessage().CheckLike(By(actor), UserId.From(user)));

    [Fact]
    public void CheckLike_OfStrangerByBackend_ReturnsNotAParticipant() =>
        Assert.Equal([MessageErrors.NotAParticipant], NewMessage().CheckLike(Actor.Backend, UserId.From("stranger")).Errors);

    [Theory]
    [InlineData("sender", "recipient")]
    [InlineData("sender", "stranger")]
    [InlineData("recipient", "sender")]
    [InlineData("recipient", "stranger")]
    public void CheckLike_OfAnotherUserByParticipant_ReturnsForbidden(string actor, string user) =>
        Assert.Equal([CommonErrors.Forbidden], NewMessage().CheckLike(By(actor), UserId.From(user)).Errors);

    [Theory]
    [InlineData("stranger")]
    [InlineData("sender")]
    [InlineData("recipient")]
    public void CheckLike_ByStranger_ReturnsNotFound(string user) =>
        Assert.Equal([MessageErrors.NotFound], NewMessage().CheckLike(By("stranger"), UserId.From(user)).Errors);

    [Theory]
    [InlineData("backend", "sender")]
    [InlineData("backend", "stranger")]
    [InlineData("sender", "sender")]
    [InlineData("sender", "recipient")]
    [InlineData("recipient", "recipient")]
    [InlineData("stranger", "stranger")]
    public void CheckLike_WhenDeleted_ReturnsNotFound(string actor, string user) =>
        Assert.Equal([MessageErrors.NotFound], Deleted().CheckLike(By(actor), UserId.From(user)).Errors);

    private static Message NewMessage()
    {
        var message = Message.Send(By("sender"), Sender, Recipient, Hello).Value;
        message.Place(7, SentAt);
        return message;
    }

    private static Message Deleted()
    {
        var message = NewMessage();
        message.Delete(By("sender"), Later);
        return message;
    }

    private static Actor By(string actor) => actor == "backend" ? Actor.Backend : Actor.As(UserId.From(actor));

    private static void AssertRefused(Error error, Func<Message, Result> change)
    {
        var message = NewMessage();

        Assert.Equal([error], change(message).Errors);

        AssertUnchanged(message);
    }

    private static void AssertUnchanged(Message message) =>
        Assert.Equal(
            ("Hello", SentAt, null, null, 1), (message.Body, message.CreatedAt, message.EditedAt, message.DeletedAt, message.Version));

    private static void AssertDeleted(Message message) =>
        Assert.Equal((null, LaterAt, 2), (message.Body, message.DeletedAt, message.Version));
}
