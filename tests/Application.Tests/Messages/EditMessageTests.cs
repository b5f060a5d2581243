using Concierge.Application.Authorization;
using Concierge.Application.Messages;
using Concierge.Application.Preconditions;
using Concierge.Domain.Common;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace Concierge.Application.Tests.Messages;

public sealed class EditMessageTests
{
    private readonly IMessageRepository messages = Substitute.For<IMessageRepository>();

    public EditMessageTests()
    {
        messages.FindAsync(MessageSamples.Id, Arg.Any<CancellationToken>()).Returns(MessageSamples.FromAnnToBob());
        messages.SaveAsync(Arg.Any<Message>(), Arg.Any<Actor>(), Arg.Any<CancellationToken>()).Returns(Result.Success);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handle_BySender_SavesNewText(bool hasPrecondition)
    {
        var edited = await HandleAsync(Actors.As(Actors.Ann), hasPrecondition ? Match(3, 1) : Precondition.None);

        Assert.Equal(("Changed", 2), (edited.Value.Body, edited.Value.Version));
        await messages.Received(1).SaveAsync(Arg.Any<Message>(), Actor.As(Actors.Ann), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Handle_WhenVersionIsStale_ReturnsMismatch() =>
        await AssertRejectedAsync(CommonErrors.EtagMismatch, Actors.As(Actors.Ann), Match(2));

    [Fact]
    public async Task Handle_ByRecipientWithStaleVersion_ReturnsNotTheSender() =>
        await AssertRejectedAsync(MessageErrors.NotTheSender, Actors.As(Actors.Bob), Match(2));

    [Fact]
    public async Task Handle_ByStranger_ReturnsNotFound() =>
        await AssertRejectedAsync(MessageErrors.NotFound, Actors.As(Actors.Eve), Precondition.None);

    [Fact]
    public async Task Handle_WhenMessageDoesNotExist_ReturnsNotFound()
    {
        messages.FindAsync(MessageSamples.Id, Arg.Any<CancellationToken>()).Returns((Message?)null);

        await AssertRejectedAsync(MessageErrors.NotFound, Actors.Backend, Precondition.None);
    }

    private static Precondition Match(params int[] versions) =>
        new([.. versions.Select(version => $"{new Revision(MessageSamples.Id.ToString(), version)}")], []);

    private async Task AssertRejectedAsync(Error error, ICurrentActor current, Precondition precondition)
    {
        Assert.Equal([error], (await HandleAsync(current, precondition)).Errors);
        await messages.DidNotReceive().SaveAsync(Arg.Any<Message>(), Arg.Any<Actor>(), Arg.Any<CancellationToken>());
    }

    private Task<Result<MessageDto>> HandleAsync(ICurrentActor current, Precondition precondition) =>
        new EditMessageHandler(messages, current, new FakeTimeProvider(), MessageSamples.Mapper)
            .Handle(new(MessageSamples.Id.ToString(), "Changed", precondition), TestContext.Current.CancellationToken);
}
