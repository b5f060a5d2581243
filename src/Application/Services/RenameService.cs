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

public sealed record RenameService(string Id, string? Name, Precondition Precondition) : ICommand<Result<ServiceDto>>, IBackendOnly;

internal sealed class RenameServiceValidator : AbstractValidator<RenameService>
{
    public RenameServiceValidator()
    {
        RuleFor(service => service.Id).CallerId();
        RuleFor(service => service.Name).Name(ServiceName.MaxLength);
    }
}

internal sealed class RenameServiceHandler(
    IServiceRepository services, IUnitOfWork unitOfWork, ICurrentActor current, TimeProvider clock, IMapper mapper)
    : IRequestHandler<RenameService, Result<ServiceDto>>
{
    public async Task<Result<ServiceDto>> Handle(RenameService command, CancellationToken cancellationToken)
    {
        var service = await services.FindAsync(ServiceId.From(command.Id), cancellationToken);
        if (service is null)
        {
            return ServiceErrors.NotFound;
        }

        var renamed = command.Precondition.Guard(
            new(service.Stamp, service.Version), () => service.Rename(current.Actor, ServiceName.From(command.Name), clock.GetUtcNow()));
        var saved = await renamed.ThenAsync(() => unitOfWork.SaveAsync(cancellationToken));
        return saved.Map(() => mapper.Map<ServiceDto>(service));
    }
}
