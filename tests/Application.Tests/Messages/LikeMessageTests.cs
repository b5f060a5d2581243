using Concierge.Application.Authorization;
using Concierge.Application.Messages;
using Concierge.Domain.Common;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using NSubstitute;

namespace Concierge.Application.Tests.Messages;

public sealed class LikeMessageTests
{
    private static readonly MessageDto Liked = MessageSamples.Mapper.Map<MessageDto>(MessageSamples.FromAnnToBob());

    private readonly IMessageRepository messages = Substitute.For<IMessageRepository>();
    private readonly IMessageReader reader = Substitute.For<IMessageReader>();

    public LikeMessageTests() => messages.FindAsync(MessageSamples.Id, Arg.Any<CancellationToken>()).Returns(MessageSamples.FromAnnToBob());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Handle_ByParticipant_ReturnsWhetherLikeIsNew(bool isNew)
    {
        messages.AddLikeAsync(Arg.Any<Message>(), Actors.Bob, Actor.As(Actors.Bob), Arg.Any<CancellationToken>()).Returns(isNew);
        reader.GetAsync(MessageSamples.Id, Actor.As(Actors.Bob), Arg.Any<CancellationToken>()).Returns(Liked);

        Assert.Equal(new(Liked, isNew), (await HandleAsync(Actors.As(Actors.Bob), Actors.Bob)).Value);
    }

    [Fact]
    public async Task Handle_WhenMessageIsDeletedMeanwhile_ReturnsNotFound()
    {
        messages.AddLikeAsync(Arg.Any<Message>(), Actors.Bob, Actor.Backend, Arg.Any<CancellationToken>()).Returns(false);

        Assert.Equal([MessageErrors.NotFound], (await HandleAsync(Actors.Backend, Actors.Bob)).Errors);
    }

    [Fact]
    public async Task Handle_WhenActorIsDeactivatedMeanwhile_ReturnsDeactivated()
    {
        messages.AddLikeAsync(Arg.Any<Message>(), Actors.Bob, Actor.As(Actors.Bob), Arg.Any<CancellationToken>())
            .Returns(UserErrors.Deactivated);

        Assert.Equal([UserErrors.Deactivated], (await HandleAsync(Actors.As(Actors.Bob), Actors.Bob)).Errors);
    }

    [Fact]
    public async Task Handle_ForOtherUser_ReturnsForbidden() =>
        await AssertRejectedAsync(CommonErrors.Forbidden, Actors.As(Actors.Ann), Actors.Bob);

    [Fact]
    public async Task Handle_ForStranger_ReturnsNotAParticipant() =>
        await AssertRejectedAsync(MessageErrors.NotAParticipant, Actors.Backend, Actors.Eve);

    [Fact]
    public async Task Handle_ByStranger_ReturnsNotFound() =>
        await AssertRejectedAsync(MessageErrors.NotFound, Actors.As(Actors.Eve), Actors.Eve);

    private async Task AssertRejectedAsync(Error error, ICurrentActor current, UserId user)
    {
        Assert.Equal([error], (await HandleAsync(current, user)).Errors);
        await messages.DidNotReceive()
            .AddLikeAsync(Arg.Any<Message>(), Arg.Any<UserId>(), Arg.Any<Actor>(), Arg.Any<CancellationToken>());
    }

    private Task<Result<LikeOutcome>> HandleAsync(ICurrentActor current, UserId user) =>
        new LikeMessageHandler(messages, reader, current)
            .Handle(new(MessageSamples.Id.ToString(), user.Value), TestContext.Current.CancellationToken);
}
