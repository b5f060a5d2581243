using Concierge.Application.Authorization;
using Concierge.Application.Orders;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;

namespace Concierge.Application.Tests.Authorization;

public sealed class BackendOnlyBehaviorTests
{
    private static readonly Result<OrderDto> Response = OrderErrors.NotFound;

    private int calls;

    [Fact]
    public async Task Handle_ByBackend_RunsHandler()
    {
        Assert.Same(Response, await HandleAsync(Actors.Backend));
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Handle_ByUser_ReturnsForbiddenAndSkipsHandler()
    {
        Assert.Equal([CommonErrors.ForbiddenToUsers], (await HandleAsync(Actors.As(Actors.Ann))).Errors);
        Assert.Equal(0, calls);
    }

    private Task<Result<OrderDto>> HandleAsync(ICurrentActor current) =>
        new BackendOnlyBehavior<GetOrder, Result<OrderDto>>(current).Handle(new("1"), TestContext.Current.CancellationToken, () =>
        {
            calls++;
            return Task.FromResult(Response);
        });
}
