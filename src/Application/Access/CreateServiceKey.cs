using AutoMapper;
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
        this.RuleForText("/name", key => key.Name, ServiceKey.MaxNameLength, trimmed: true);
        this.Check(key => key.Scopes is null or { Count: 0 } ? Rules.Required("/scopes") : null);
        RuleFor(key => key).Custom((key, context) =>
        {
            foreach (var (index, scope) in (key.Scopes ?? []).Index().Where(scope => !Scopes.All.Contains(scope.Item)))
            {
                context.AddFailure(Rules.Failure($"/scopes/{index}", AccessErrors.ScopeUnknown));
            }
        });
    }
}

internal sealed class CreateServiceKeyHandler(
    IServiceKeyRepository keys, IUnitOfWork unitOfWork, ICurrentActor current, TimeOrderedUuidGenerator ids, TimeProvider clock, IMapper mapper)
    : IRequestHandler<CreateServiceKey, Result<IssuedServiceKeyDto>>
{
    public async Task<Result<IssuedServiceKeyDto>> Handle(CreateServiceKey command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var secret = ServiceKeySecret.Generate();
        var key = ServiceKey.Create(current.Actor, new ServiceKeyId(ids.Next(now)), command.Name!.Trim(), command.Scopes!.Select(scope => scope!), secret, now);
        if (!key.IsSuccess)
        {
            return key.ToFailure<IssuedServiceKeyDto>();
        }

        keys.Add(key.Value);
        var saved = await unitOfWork.SaveAsync(cancellationToken);
        return saved.Map(() => mapper.Map<IssuedServiceKeyDto>(key.Value) with { Key = secret.Text });
    }
}
