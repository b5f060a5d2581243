using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Services;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Services;

public sealed record GetService(string Id) : IQuery<Result<ServiceDto>>;

internal sealed class GetServiceValidator : AbstractValidator<GetService>
{
    public GetServiceValidator() => RuleFor(query => query.Id).CallerId();
}

internal sealed class GetServiceHandler(IServiceReader services) : IRequestHandler<GetService, Result<ServiceDto>>
{
    public async Task<Result<ServiceDto>> Handle(GetService query, CancellationToken cancellationToken) =>
        await services.GetAsync(ServiceId.From(query.Id), cancellationToken) is { } service ? service : ServiceErrors.NotFound;
}
