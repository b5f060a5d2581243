using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using MediatR;

namespace Concierge.Application.Sms.Upkeep;

/// <summary>Ends messages under keys that no replica has, after their time to live.</summary>
public sealed record ExpireUnreadableSms() : ICommand<Result<int>>, IPoll<Result<int>>
{
    public bool IsIdle(Result<int> response) => response is { IsSuccess: true, Value: 0 };
}

internal sealed class ExpireUnreadableSmsHandler(ISmsRepository messages, TimeProvider clock)
    : IRequestHandler<ExpireUnreadableSms, Result<int>>
{
    /// <summary>Time after the expiry in which a replica that has the key ends the message itself.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    public async Task<Result<int>> Handle(ExpireUnreadableSms command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await messages.TakeUnreadableAsync(now - Grace, message => message.ExpireAsUnreadable(now), cancellationToken);
    }
}
