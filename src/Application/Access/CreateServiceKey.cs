using AutoMapper;
using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Access;
using Concierge.Domain.Common;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Access;

public sealed record CreateServiceKey(string? Name, IReadOnlyList<string?>? Scopes) : ICommand<Result<IssuedServiceKeyDto>>, IBackendOnly;

internal sealed class CreateServiceKeyValidator : AbstractValidator<CreateServiceKey>
{
    public CreateServiceKeyValidator()
    {
        RuleFor(key => key.Name).Name(ServiceKey.MaxNameLength);
        RuleFor(key => key.Scopes).NotEmpty().WithError("required", "At least one scope is required.");
        RuleForEach(key => key.Scopes).Cascade(CascadeMode.Continue)
            .Must(scope => Scopes.All.Contains(scope)).WithError(AccessErrors.ScopeUnknown);
    }
}

internal sealed class CreateServiceKeyHandler(
    IServiceKeyRepository keys,
    IUnitOfWork unitOfWork,
    ICurrentActor current,
    TimeOrderedUuidGenerator ids,
    TimeProvider clock,
    IMapper mapper)
    : IRequestHandler<CreateServiceKey, Result<IssuedServiceKeyDto>>
{
    public async Task<Result<IssuedServiceKeyDto>> Handle(CreateServiceKey command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var secret = ServiceKeySecret.Generate();
        var scopes = (command.Scopes ?? []).OfType<string>();
        var key = ServiceKey.Create(current.Actor, new ServiceKeyId(ids.Next(now)), command.Name, scopes, secret, now);
        if (!key.IsSuccess)
        {
            return key.ToFailure<IssuedServiceKeyDto>();
        }

        keys.Add(key.Value);
        var saved = await unitOfWork.SaveAsync(cancellationToken);
        return saved.Map(() => mapper.Map<IssuedServiceKeyDto>(key.Value) with { Key = secret.Text });
    }
}
