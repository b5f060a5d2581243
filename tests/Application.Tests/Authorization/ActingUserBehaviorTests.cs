using Concierge.Application.Authorization;
using Concierge.Application.Orders;
using Concierge.Application.Preconditions;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Domain.Users;
using MediatR;
using NSubstitute;

namespace Concierge.Application.Tests.Authorization;

public sealed class ActingUserBehaviorTests
{
    private readonly ICurrentActor current = Substitute.For<ICurrentActor>();

    private int calls;

    [Fact]
    public async Task Handle_WhenActorIsAccepted_RunsHandler()
    {
        Assert.Equal([OrderErrors.NotFound], (await HandleAsync<GetOrder, Result<OrderDto>>(new("1"))).Errors);
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Handle_WhenChangesAreRejected_RejectsCommandsOnly()
    {
        current.CheckAsync(isChange: true, Arg.Any<CancellationToken>()).Returns(UserErrors.Deactivated);

        Assert.Equal([UserErrors.Deactivated], (await HandleAsync<DeleteOrder, Result>(new("1", Precondition.None))).Errors);
        Assert.Equal(0, calls);
        await HandleAsync<GetOrder, Result<OrderDto>>(new("1"));
        Assert.Equal(1, calls);
    }

    private Task<TResponse> HandleAsync<TRequest, TResponse>(TRequest request)
        where TRequest : IRequest<TResponse>
        where TResponse : IFailable<TResponse> =>
        new ActingUserBehavior<TRequest, TResponse>(current).Handle(request, TestContext.Current.CancellationToken, () =>
        {
            calls++;
            return Task.FromResult(TResponse.Fail([OrderErrors.NotFound]));
        });
}
