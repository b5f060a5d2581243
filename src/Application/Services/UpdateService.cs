using AutoMapper;
using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Preconditions;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Services;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Services;

/// <param name="Id">Id of the service.</param>
/// <param name="Name">The name.</param>
/// <param name="IsActive">Whether it takes new orders; null to leave that as it is.</param>
/// <param name="Precondition">The precondition.</param>
public sealed record UpdateService(string Id, string? Name, bool? IsActive, Precondition Precondition)
    : ICommand<Result<ServiceDto>>, IBackendOnly;

internal sealed class UpdateServiceValidator : AbstractValidator<UpdateService>
{
    public UpdateServiceValidator()
    {
        RuleFor(service => service.Id).CallerId();
        RuleFor(service => service.Name).Name(ServiceName.MaxLength);
    }
}

internal sealed class UpdateServiceHandler(
    IServiceRepository services, IUnitOfWork unitOfWork, ICurrentActor current, TimeProvider clock, IMapper mapper)
    : IRequestHandler<UpdateService, Result<ServiceDto>>
{
    public async Task<Result<ServiceDto>> Handle(UpdateService command, CancellationToken cancellationToken)
    {
        var service = await services.FindAsync(ServiceId.From(command.Id), cancellationToken);
        if (service is null)
        {
            return ServiceErrors.NotFound;
        }

        var changed = command.Precondition.Guard(
            new(service.Stamp, service.Version),
            () => service.Change(current.Actor, ServiceName.From(command.Name), command.IsActive, clock.GetUtcNow()));
        var saved = await changed.ThenAsync(() => unitOfWork.SaveAsync(cancellationToken));
        return saved.Map(() => mapper.Map<ServiceDto>(service));
    }
}
