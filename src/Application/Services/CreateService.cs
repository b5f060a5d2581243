using AutoMapper;
using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Services;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Services;

/// <param name="Id">The id; null to generate one.</param>
/// <param name="Name">The name.</param>
/// <param name="IsActive">Whether it takes new orders.</param>
public sealed record CreateService(string? Id, string? Name, bool IsActive = true) : ICommand<Result<ServiceDto>>, IBackendOnly;

internal sealed class CreateServiceValidator : AbstractValidator<CreateService>
{
    public CreateServiceValidator()
    {
        RuleFor(service => service.Id).CallerId();
        RuleFor(service => service.Name).Name(ServiceName.MaxLength);
    }
}

internal sealed class CreateServiceHandler(
    IServiceRepository services,
    IUnitOfWork unitOfWork,
    ICurrentActor current,
    TimeOrderedUuidGenerator ids,
    TimeProvider clock,
    IMapper mapper)
    : IRequestHandler<CreateService, Result<ServiceDto>>
{
    public async Task<Result<ServiceDto>> Handle(CreateService command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var id = ServiceId.From(command.Id ?? ids.Next(now).ToString());
        var service = Service.Create(current.Actor, id, ServiceName.From(command.Name), command.IsActive, now);
        if (!service.IsSuccess)
        {
            return service.ToFailure<ServiceDto>();
        }

        services.Add(service.Value);
        var saved = await unitOfWork.SaveAsync(cancellationToken);
        return saved.Map(() => mapper.Map<ServiceDto>(service.Value));
    }
}
