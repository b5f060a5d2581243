using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Access;
using Concierge.Domain.Common;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Access;

public sealed record RevokeServiceKey(string Id) : ICommand<Result>, IBackendOnly;

internal sealed class RevokeServiceKeyValidator : AbstractValidator<RevokeServiceKey>
{
    public RevokeServiceKeyValidator() =>
        RuleFor(command => command.Id).Must(ServiceKeyId.IsValid).WithError("id_invalid", "The id of a service key must be a UUID.");
}

internal sealed class RevokeServiceKeyHandler(IServiceKeyRepository keys, IUnitOfWork unitOfWork, ICurrentActor current, TimeProvider clock)
    : IRequestHandler<RevokeServiceKey, Result>
{
    public async Task<Result> Handle(RevokeServiceKey command, CancellationToken cancellationToken)
    {
        var key = await keys.FindAsync(ServiceKeyId.From(command.Id), cancellationToken);
        if (key is null)
        {
            return AccessErrors.KeyNotFound;
        }

        return await key.Revoke(current.Actor, clock.GetUtcNow()).ThenAsync(() => unitOfWork.SaveAsync(cancellationToken));
    }
}
