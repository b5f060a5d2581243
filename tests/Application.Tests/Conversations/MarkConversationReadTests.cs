using Concierge.Application.Authorization;
using Concierge.Application.Conversations;
using Concierge.Application.Tests.Messages;
using Concierge.Application.Users;
using Concierge.Domain.Common;
using Concierge.Domain.Conversations;
using Concierge.Domain.Users;
using NSubstitute;

namespace Concierge.Application.Tests.Conversations;

public sealed class MarkConversationReadTests
{
    private static readonly ConversationDto Conversation = new()
    {
        Id = Guid.Empty,
        Peer = new("bob", "Bob", UserStatus.Active),
        LastMessage = null,
        LastActivityAt = default,
        UnreadCount = 1,
        UnreadCapped = true,
        LastReadMessageId = MessageSamples.Id.ToString(),
        PeerLastReadMessageId = null,
    };

    private readonly IConversationRepository repository = Substitute.For<IConversationRepository>();
    private readonly IConversationReader conversations = Substitute.For<IConversationReader>();
    private readonly IUserReader users = Substitute.For<IUserReader>();

    [Fact]
    public async Task Handle_WhenMarkerMoves_ReturnsMarker()
    {
        AnswerMark(Actor.As(Actors.Ann), true);
        conversations.GetAsync(Actors.Ann, Actors.Bob, Arg.Any<CancellationToken>()).Returns(Conversation);

        var marker = (await HandleAsync(Actors.As(Actors.Ann))).Value;

        Assert.Equal((MessageSamples.Id.ToString(), 1, true), (marker.LastReadMessageId, marker.UnreadCount, marker.UnreadCapped));
    }

    [Fact]
    public async Task Handle_ByPeer_ReturnsForbiddenWithoutLookingAnythingUp()
    {
        Assert.Equal([CommonErrors.Forbidden], (await HandleAsync(Actors.As(Actors.Bob))).Errors);
        Assert.Empty(repository.ReceivedCalls());
        Assert.Empty(users.ReceivedCalls());
    }

    [Theory]
    [InlineData("", "/id")]
    [InlineData("ann", "/peer_id")]
    public async Task Handle_WhenUserDoesNotExist_PointsToUser(string existing, string pointer)
    {
        AnswerMark(Actor.Backend, false);
        AddUsers([.. existing.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(UserId.From)]);

        Assert.Equal([UserErrors.NotFound.At(pointer)], (await HandleAsync(Actors.Backend)).Errors);
    }

    [Fact]
    public async Task Handle_WhenUsersHaveNoConversation_ReturnsNotFound()
    {
        AnswerMark(Actor.Backend, false);
        AddUsers(Actors.Ann, Actors.Bob);

        Assert.Equal([ConversationErrors.NotFound], (await HandleAsync(Actors.Backend)).Errors);
    }

    [Fact]
    public async Task Handle_WhenMessageIsInAnotherConversation_RejectsMarker()
    {
        AnswerMark(Actor.Backend, false);
        AddUsers(Actors.Ann, Actors.Bob);
        conversations.GetAsync(Actors.Ann, Actors.Bob, Arg.Any<CancellationToken>()).Returns(Conversation);

        Assert.Equal([ConversationErrors.MarkerNotInConversation], (await HandleAsync(Actors.Backend)).Errors);
    }

    [Fact]
    public async Task Handle_WhenActorIsDeactivatedMeanwhile_ReturnsDeactivated()
    {
        AnswerMark(Actor.As(Actors.Ann), UserErrors.Deactivated);

        Assert.Equal([UserErrors.Deactivated], (await HandleAsync(Actors.As(Actors.Ann))).Errors);
    }

    private void AnswerMark(Actor actor, Result<bool> answer) =>
        repository.MarkReadAsync(
            MessageSamples.Id.Conversation, Actors.Ann, MessageSamples.Id.Position, actor, Arg.Any<CancellationToken>()).Returns(answer);

    private void AddUsers(params UserId[] existing) =>
        users.ExistingAsync(Arg.Any<IReadOnlyList<UserId>>(), Arg.Any<CancellationToken>()).Returns(existing);

    private Task<Result<ReadMarkerDto>> HandleAsync(ICurrentActor current) =>
        new MarkConversationReadHandler(repository, conversations, users, current)
            .Handle(new("ann", "bob", MessageSamples.Id.ToString()), TestContext.Current.CancellationToken);
}
