using Concierge.Domain.Common;
using Concierge.Domain.Messages;
using Concierge.Domain.Services;
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
    [InlineData("service")]
    [InlineData("sender")]
    public void Send_ByAServiceOrTheSender_WritesTheMessage(string actor)
    {
        var message = Message.Send(By(actor), Id(), Sender, Recipient, Hello).Value;

        Assert.Equal((Sender, Recipient), (message.SenderId, message.RecipientId));
        Assert.Equal(ConversationId.Between(Sender, Recipient), message.ConversationId);
        Assert.Equal(7, message.Id.Value.Version);
        Assert.Empty(message.LikedBy);
        AssertUnchanged(message);
    }

    [Fact]
    public void Send_WithAnOffset_KeepsTheTimeInUtc() => Assert.Equal(TimeSpan.Zero, NewMessage().CreatedAt.Offset);

    [Theory]
    [InlineData("recipient")]
    [InlineData("stranger")]
    public void Send_AsAnother_IsRefused(string actor) =>
        Assert.Equal([MessageErrors.SenderIsNotTheActor], Message.Send(By(actor), Id(), Sender, Recipient, Hello).Errors);

    [Theory]
    [InlineData("service")]
    [InlineData("sender")]
    public void Send_ToOneself_IsRefused(string actor) =>
        Assert.Equal([MessageErrors.RecipientIsSender], Message.Send(By(actor), Id(), Sender, UserId.From("sender"), Hello).Errors);

    [Fact]
    public void Send_AsAnotherToThatOther_IsRefusedForTheSender() =>
        Assert.Equal([MessageErrors.SenderIsNotTheActor], Message.Send(By("stranger"), Id(), Sender, Sender, Hello).Errors);

    [Fact]
    public void Send_WhenTheIdsDifferInCaseAlone_IsToAnotherUser() =>
        Assert.True(Message.Send(Actor.Backend, Id(), Sender, UserId.From("Sender"), Hello).IsSuccess);

    [Theory]
    [InlineData("service")]
    [InlineData("sender")]
    public void Edit_ByAServiceOrTheSender_ReplacesTheTextAndCounts(string actor)
    {
        var message = NewMessage();

        Assert.Same(Result.Success, message.Edit(By(actor), Bye, Later));

        Assert.Equal(("Bye", LaterAt, 2), (message.Body, message.EditedAt, message.Version));
        Assert.Equal(TimeSpan.Zero, message.EditedAt!.Value.Offset);
        Assert.Equal((SentAt, null), (message.CreatedAt, message.DeletedAt));
    }

    [Fact]
    public void Edit_Again_MovesTheTimeAndCounts()
    {
        var message = NewMessage();
        message.Edit(By("sender"), Bye, Later);

        message.Edit(By("sender"), Hello, Later.AddHours(1));

        Assert.Equal(("Hello", LaterAt.AddHours(1), 3), (message.Body, message.EditedAt, message.Version));
    }

    [Fact]
    public void Edit_ToTheSameText_ChangesNothing()
    {
        var message = NewMessage();

        Assert.Same(Result.Success, message.Edit(By("sender"), MessageBody.From("Hello"), Later));

        AssertUnchanged(message);
    }

    [Fact]
    public void Edit_ToTheSameTextAgain_LeavesTheTimeOfTheEdit()
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
    public void Edit_ToATextThatDiffersALittle_IsAChange(string text)
    {
        var message = NewMessage();

        message.Edit(By("sender"), MessageBody.From(text), Later);

        Assert.Equal((text, 2), (message.Body, message.Version));
    }

    [Theory]
    [InlineData("Bye")]
    [InlineData("Hello")]
    public void Edit_ByTheRecipient_IsRefusedAndChangesNothing(string text)
    {
        var message = NewMessage();

        Assert.Equal([MessageErrors.NotTheSender], message.Edit(By("recipient"), MessageBody.From(text), Later).Errors);

        AssertUnchanged(message);
    }

    [Theory]
    [InlineData("Bye")]
    [InlineData("Hello")]
    public void Edit_ByAStranger_IsOfNoMessageAndChangesNothing(string text)
    {
        var message = NewMessage();

        Assert.Equal([MessageErrors.NotFound], message.Edit(By("stranger"), MessageBody.From(text), Later).Errors);

        AssertUnchanged(message);
    }

    [Theory]
    [InlineData("service")]
    [InlineData("sender")]
    [InlineData("recipient")]
    [InlineData("stranger")]
    public void Edit_WhenDeleted_IsOfNoMessageAndChangesNothing(string actor)
    {
        var message = Deleted();

        Assert.Equal([MessageErrors.NotFound], message.Edit(By(actor), Bye, Later.AddHours(1)).Errors);

        AssertDeleted(message);
        Assert.Null(message.EditedAt);
    }

    [Theory]
    [InlineData("service")]
    [InlineData("sender")]
    public void Delete_ByAServiceOrTheSender_LeavesATombstoneAndCounts(string actor)
    {
        var message = NewMessage();

        Assert.Same(Result.Success, message.Delete(By(actor), Later));

        AssertDeleted(message);
        Assert.Equal(TimeSpan.Zero, message.DeletedAt!.Value.Offset);
        Assert.Equal((SentAt, null), (message.CreatedAt, message.EditedAt));
    }

    [Fact]
    public void Delete_AfterAnEdit_KeepsTheTimeOfTheEdit()
    {
        var message = NewMessage();
        message.Edit(By("sender"), Bye, Later);

        message.Delete(By("sender"), Later.AddHours(1));

        Assert.Equal((null, LaterAt, LaterAt.AddHours(1), 3), (message.Body, message.EditedAt, message.DeletedAt, message.Version));
    }

    [Fact]
    public void Delete_ByTheRecipient_IsRefusedAndChangesNothing()
    {
        var message = NewMessage();

        Assert.Equal([MessageErrors.NotTheSender], message.Delete(By("recipient"), Later).Errors);

        AssertUnchanged(message);
    }

    [Fact]
    public void Delete_ByAStranger_IsOfNoMessageAndChangesNothing()
    {
        var message = NewMessage();

        Assert.Equal([MessageErrors.NotFound], message.Delete(By("stranger"), Later).Errors);

        AssertUnchanged(message);
    }

    [Theory]
    [InlineData("service")]
    [InlineData("sender")]
    [InlineData("recipient")]
    [InlineData("stranger")]
    public void Delete_WhenDeleted_IsOfNoMessageAndChangesNothing(string actor)
    {
        var message = Deleted();

        Assert.Equal([MessageErrors.NotFound], message.Delete(By(actor), Later.AddHours(1)).Errors);

        AssertDeleted(message);
    }

    [Theory]
    [InlineData("service", "sender")]
    [InlineData("service", "recipient")]
    [InlineData("sender", "sender")]
    [InlineData("recipient", "recipient")]
    public void CheckLike_ForAParticipantByWhoMay_IsAllowed(string actor, string user) =>
        Assert.Same(Result.Success, NewMessage().CheckLike(By(actor), UserId.From(user)));

    [Fact]
    public void CheckLike_ForAStrangerByAService_IsRefused() =>
        Assert.Equal([MessageErrors.NotAParticipant], NewMessage().CheckLike(Actor.Backend, UserId.From("stranger")).Errors);

    [Theory]
    [InlineData("sender", "recipient")]
    [InlineData("sender", "stranger")]
    [InlineData("recipient", "sender")]
    [InlineData("recipient", "stranger")]
    public void CheckLike_ForAnotherByAParticipant_IsForbidden(string actor, string user) =>
        Assert.Equal([CommonErrors.Forbidden], NewMessage().CheckLike(By(actor), UserId.From(user)).Errors);

    [Theory]
    [InlineData("stranger")]
    [InlineData("sender")]
    [InlineData("recipient")]
    public void CheckLike_ByAStranger_IsOfNoMessage(string user) =>
        Assert.Equal([MessageErrors.NotFound], NewMessage().CheckLike(By("stranger"), UserId.From(user)).Errors);

    [Theory]
    [InlineData("service", "sender")]
    [InlineData("service", "stranger")]
    [InlineData("sender", "sender")]
    [InlineData("sender", "recipient")]
    [InlineData("recipient", "recipient")]
    [InlineData("stranger", "stranger")]
    public void CheckLike_WhenDeleted_IsOfNoMessage(string actor, string user) =>
        Assert.Equal([MessageErrors.NotFound], Deleted().CheckLike(By(actor), UserId.From(user)).Errors);

    /// <summary>The first id of its generator, so that its time is <see cref="Sent"/>.</summary>
    private static MessageId Id() => new(new TimeOrderedUuidGenerator().Next(Sent));

    private static Message NewMessage() => Message.Send(By("sender"), Id(), Sender, Recipient, Hello).Value;

    private static Message Deleted()
    {
        var message = NewMessage();
        message.Delete(By("sender"), Later);
        return message;
    }

    private static Actor By(string actor) => actor == "service" ? Actor.Backend : Actor.As(UserId.From(actor));

    private static void AssertUnchanged(Message message) =>
        Assert.Equal(
            ("Hello", SentAt, null, null, 1), (message.Body, message.CreatedAt, message.EditedAt, message.DeletedAt, message.Version));

    private static void AssertDeleted(Message message) => Assert.Equal((null, LaterAt, 2), (message.Body, message.DeletedAt, message.Version));
}
