using AutoMapper;
using Concierge.Application.Audit;
using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Access;
using Concierge.Domain.Audit;
using Concierge.Domain.Common;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Access;

/// <param name="Name">Name of the backend.</param>
/// <param name="Scopes">What the key allows.</param>
/// <param name="ExpiresAt">Expiry; null for none.</param>
public sealed record CreateServiceKey(string? Name, IReadOnlyList<string?>? Scopes, string? ExpiresAt)
    : ICommand<Result<IssuedServiceKeyDto>>, IBackendOnly
{
    internal Result<DateTimeOffset> Expiry { get; } = Instants.Parse(ExpiresAt);
}

internal sealed class CreateServiceKeyValidator : AbstractValidator<CreateServiceKey>
{
    public CreateServiceKeyValidator()
    {
        RuleFor(key => key.Name).Name(ServiceKey.MaxNameLength);
        RuleFor(key => key.Scopes).NotEmpty().WithError("required", "At least one scope is required.");
        RuleForEach(key => key.Scopes).Cascade(CascadeMode.Continue)
            .Must(scope => Scopes.All.Contains(scope)).WithError(AccessErrors.ScopeUnknown);
        RuleFor(key => key.ExpiresAt).Parses(key => key.Expiry);
    }
}

internal sealed class CreateServiceKeyHandler(
    IServiceKeyRepository keys,
    IAuditTrail audit,
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
        DateTimeOffset? expiresAt = command.ExpiresAt is null ? null : command.Expiry.Value;
        var key = ServiceKey.Create(current.Actor, new ServiceKeyId(ids.Next(now)), command.Name, scopes, secret, expiresAt, now);
        if (!key.IsSuccess)
        {
            return key.ToFailure<IssuedServiceKeyDto>();
        }

        keys.Add(key.Value);
        audit.Record(AuditActions.ServiceKeyCreated, $"{key.Value.Id}", $"{key.Value.Name}: {string.Join(", ", key.Value.Scopes)}");
        var saved = await unitOfWork.SaveAsync(cancellationToken);
        return saved.Map(() => mapper.Map<IssuedServiceKeyDto>(key.Value) with { Key = secret.Text });
    }
}
