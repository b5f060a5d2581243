using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Preconditions;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Services;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Services;

public sealed record DeleteService(string Id, Precondition Precondition) : ICommand<Result>, IBackendOnly;

internal sealed class DeleteServiceValidator : AbstractValidator<DeleteService>
{
    public DeleteServiceValidator() => RuleFor(service => service.Id).CallerId();
}

internal sealed class DeleteServiceHandler(IServiceRepository services, IUnitOfWork unitOfWork)
    : IRequestHandler<DeleteService, Result>
{
    public async Task<Result> Handle(DeleteService command, CancellationToken cancellationToken)
    {
        var service = await services.FindAsync(ServiceId.From(command.Id), cancellationToken);
        if (service is null)
        {
            return ServiceErrors.NotFound;
        }

        return await command.Precondition.Check(new(service.Stamp, service.Version)).ThenAsync(() =>
        {
            service.Delete();
            services.Remove(service);
            return unitOfWork.SaveAsync(cancellationToken);
        });
    }
}
