using Concierge.Application.Paging;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Services;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Services;

public sealed record ListServices(PageLimit Limit, string? Cursor) : IQuery<Result<Page<ServiceDto>>>;

internal sealed class ListServicesValidator : AbstractValidator<ListServices>
{
    public ListServicesValidator() => RuleFor(query => query.Limit).Limit();
}

internal sealed class ListServicesHandler(IServiceReader services) : IRequestHandler<ListServices, Result<Page<ServiceDto>>>
{
    public async Task<Result<Page<ServiceDto>>> Handle(ListServices query, CancellationToken cancellationToken)
    {
        var scope = new CursorScope("services");
        if (!scope.TryRead(query.Cursor, ServiceId.IsValid, out var position))
        {
            return CommonErrors.CursorInvalid;
        }

        ServiceId? after = position is null ? null : ServiceId.From(position);
        var rows = await services.ListAsync(after, query.Limit.Rows, cancellationToken);
        return Page.Of(rows, query.Limit, scope, service => service, service => service.Id);
    }
}
