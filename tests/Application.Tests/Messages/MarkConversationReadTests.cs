using Concierge.Application.Authorization;
using Concierge.Application.Messages;
using Concierge.Application.Users;
using Concierge.Domain.Common;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using NSubstitute;

namespace Concierge.Application.Tests.Messages;

public sealed class MarkConversationReadTests
{
    private static readonly ReadMarkerDto Marker =
        new() { LastReadMessageId = MessageSamples.Id.Value, UnreadCount = 0, UnreadCapped = false };

    private static readonly ConversationDto Conversation = new()
    {
        Id = Guid.Empty,
        Peer = new("bob", "Bob"),
        LastMessage = null,
        LastActivityAt = default,
        UnreadCount = 0,
        UnreadCapped = false,
    };

    private readonly IMessageRepository messages = Substitute.For<IMessageRepository>();
    private readonly IConversationReader conversations = Substitute.For<IConversationReader>();
    private readonly IUserReader users = Substitute.For<IUserReader>();

    [Fact]
    public async Task Handle_WhenMarkerMoves_ReturnsMarker()
    {
        messages.MarkReadAsync(ConversationId.Between(Actors.Ann, Actors.Bob), Actors.Ann, MessageSamples.Id, Arg.Any<CancellationToken>())
            .Returns(true);
        conversations.GetReadMarkerAsync(Actors.Ann, Actors.Bob, Arg.Any<CancellationToken>()).Returns(Marker);

        Assert.Same(Marker, (await HandleAsync(Actors.As(Actors.Ann))).Value);
    }

    [Fact]
    public async Task Handle_ByPeer_ReturnsForbiddenWithoutLookingAnythingUp()
    {
        Assert.Equal([CommonErrors.Forbidden], (await HandleAsync(Actors.As(Actors.Bob))).Errors);
        Assert.Empty(messages.ReceivedCalls());
        Assert.Empty(users.ReceivedCalls());
    }

    [Theory]
    [InlineData("", "/id")]
    [InlineData("ann", "/peer_id")]
    public async Task Handle_WhenUserDoesNotExist_PointsToUser(string existing, string pointer)
    {
        AddUsers([.. existing.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(UserId.From)]);

        Assert.Equal([UserErrors.NotFound.At(pointer)], (await HandleAsync(Actors.Backend)).Errors);
    }

    [Fact]
    public async Task Handle_WhenUsersHaveNoConversation_ReturnsNotFound()
    {
        AddUsers(Actors.Ann, Actors.Bob);

        Assert.Equal([MessageErrors.ConversationNotFound], (await HandleAsync(Actors.Backend)).Errors);
    }

    [Fact]
    public async Task Handle_WhenMessageIsInAnotherConversation_RejectsMarker()
    {
        AddUsers(Actors.Ann, Actors.Bob);
        conversations.GetAsync(Actors.Ann, Actors.Bob, Arg.Any<CancellationToken>()).Returns(Conversation);

        Assert.Equal([MessageErrors.MarkerNotInConversation], (await HandleAsync(Actors.Backend)).Errors);
    }

    private void AddUsers(params UserId[] existing) =>
        users.ExistingAsync(Arg.Any<IReadOnlyList<UserId>>(), Arg.Any<CancellationToken>()).Returns(existing);

    private Task<Result<ReadMarkerDto>> HandleAsync(ICurrentActor current) =>
        new MarkConversationReadHandler(messages, conversations, users, current)
            .Handle(new("ann", "bob", MessageSamples.Id.ToString()), TestContext.Current.CancellationToken);
}
