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

/// <param name="Id">The key to replace.</param>
/// <param name="Overlap">Time for which both keys are accepted, in seconds; null for a day.</param>
public sealed record RotateServiceKey(string Id, long? Overlap) : ICommand<Result<IssuedServiceKeyDto>>, IBackendOnly
{
    /// <summary>Longest overlap, in seconds: 30 days.</summary>
    public const long MaxOverlap = 2_592_000;

    /// <summary>Overlap where the request states none, in seconds: a day.</summary>
    public const long DefaultOverlap = 86_400;
}

internal sealed class RotateServiceKeyValidator : AbstractValidator<RotateServiceKey>
{
    public RotateServiceKeyValidator()
    {
        RuleFor(command => command.Id).ServiceKeyId();
        RuleFor(command => command.Overlap).InclusiveBetween(0, RotateServiceKey.MaxOverlap)
            .WithError("out_of_range", $"The overlap must be between 0 and {RotateServiceKey.MaxOverlap} seconds.");
    }
}

internal sealed class RotateServiceKeyHandler(
    IServiceKeyRepository keys,
    IAuditTrail audit,
    IUnitOfWork unitOfWork,
    ICurrentActor current,
    TimeOrderedUuidGenerator ids,
    TimeProvider clock,
    IMapper mapper)
    : IRequestHandler<RotateServiceKey, Result<IssuedServiceKeyDto>>
{
    public async Task<Result<IssuedServiceKeyDto>> Handle(RotateServiceKey command, CancellationToken cancellationToken)
    {
        var key = await keys.FindAsync(ServiceKeyId.From(command.Id), cancellationToken);
        if (key is null)
        {
            return AccessErrors.KeyNotFound;
        }

        var now = clock.GetUtcNow();
        var secret = ServiceKeySecret.Generate();
        var overlap = TimeSpan.FromSeconds(command.Overlap ?? RotateServiceKey.DefaultOverlap);
        var successor = key.Rotate(current.Actor, new ServiceKeyId(ids.Next(now)), secret, overlap, now);
        if (!successor.IsSuccess)
        {
            return successor.ToFailure<IssuedServiceKeyDto>();
        }

        keys.Add(successor.Value);
        audit.Record(AuditActions.ServiceKeyRotated, $"{key.Id}", $"successor {successor.Value.Id}");
        var saved = await unitOfWork.SaveAsync(cancellationToken);
        return saved.Map(() => mapper.Map<IssuedServiceKeyDto>(successor.Value) with { Key = secret.Text });
    }
}
