using System.Data.Common;
using Concierge.Application.Pipeline;
using Concierge.Application.Services;
using Concierge.Domain.Common;
using Concierge.Domain.Services;

namespace Concierge.Application.Tests.Pipeline;

public sealed class TransientFailureBehaviorTests
{
    private static readonly Result<ServiceDto> Response = ServiceErrors.NotFound;

    private int attempts;

    [Fact]
    public async Task Handle_WhenConnectionWasBroken_RetriesOnce()
    {
        Assert.Same(Response, await HandleAsync(new DatabaseException(isTransient: true)));
        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task Handle_WhenTransientExceptionIsWrapped_RetriesOnce()
    {
        Assert.Same(Response, await HandleAsync(new InvalidOperationException("Wrapped.", new DatabaseException(isTransient: true))));
        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task Handle_WhenSecondAttemptFails_Throws()
    {
        var failure = new DatabaseException(isTransient: true);

        Assert.Same(failure, await Assert.ThrowsAsync<DatabaseException>(() => HandleAsync(failure, failure)));
        Assert.Equal(2, attempts);
    }

    public static TheoryData<Exception> Permanent { get; } =
    [
        new DatabaseException(isTransient: false),
        new DatabaseException(isTransient: true, new TimeoutException()),
        new InvalidOperationException(),
    ];

    [Theory]
    [MemberData(nameof(Permanent), DisableDiscoveryEnumeration = true)]
    public async Task Handle_WhenFailureIsNotABrokenConnection_DoesNotRetry(Exception failure)
    {
        Assert.Same(failure, await Assert.ThrowsAnyAsync<Exception>(() => HandleAsync(failure)));
        Assert.Equal(1, attempts);
    }

    private Task<Result<ServiceDto>> HandleAsync(params Exception[] failures) =>
        new TransientFailureBehavior<GetService, Result<ServiceDto>>().Handle(new("1"), TestContext.Current.CancellationToken, () =>
            ++attempts > failures.Length ? Task.FromResult(Response) : Task.FromException<Result<ServiceDto>>(failures[attempts - 1]));

    private sealed class DatabaseException(bool isTransient, Exception? inner = null) : DbException("The database failed.", inner)
    {
        public override bool IsTransient => isTransient;
    }
}
