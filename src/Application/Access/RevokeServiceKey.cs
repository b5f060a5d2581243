using Concierge.Application.Audit;
using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Domain.Access;
using Concierge.Domain.Audit;
using Concierge.Domain.Common;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Access;

/// <param name="Id">The key.</param>
/// <param name="AllowsLastAdmin">Whether the last key with the scope admin that does not expire may be revoked.</param>
public sealed record RevokeServiceKey(string Id, bool AllowsLastAdmin) : ICommand<Result>, IBackendOnly;

internal sealed class RevokeServiceKeyValidator : AbstractValidator<RevokeServiceKey>
{
    public RevokeServiceKeyValidator() => RuleFor(command => command.Id).ServiceKeyId();
}

internal sealed class RevokeServiceKeyHandler(
    IServiceKeyRepository keys, IAuditTrail audit, IUnitOfWork unitOfWork, ICurrentActor current, TimeProvider clock)
    : IRequestHandler<RevokeServiceKey, Result>
{
    public Task<Result> Handle(RevokeServiceKey command, CancellationToken cancellationToken) =>
        unitOfWork.InTransactionAsync(() => RevokeAsync(command, cancellationToken), cancellationToken);

    /// <summary>Loads the key after the lock, so that it is not older than the count of the others.</summary>
    private async Task<Result> RevokeAsync(RevokeServiceKey command, CancellationToken cancellationToken)
    {
        var id = ServiceKeyId.From(command.Id);
        var isOtherLeft = await keys.HasOtherPermanentAdminAsync(id, cancellationToken);
        var key = await keys.FindAsync(id, cancellationToken);
        if (key is null)
        {
            return AccessErrors.KeyNotFound;
        }

        if (key.IsPermanentAdmin && !isOtherLeft && !command.AllowsLastAdmin)
        {
            return AccessErrors.LastAdminKey;
        }

        if (key.RevokedAt is null)
        {
            audit.Record(AuditActions.ServiceKeyRevoked, $"{key.Id}", key.Name);
        }

        return await key.Revoke(current.Actor, clock.GetUtcNow()).ThenAsync(() => unitOfWork.SaveAsync(cancellationToken));
    }
}
