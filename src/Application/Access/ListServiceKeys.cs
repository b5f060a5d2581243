using Concierge.Application.Authorization;
using Concierge.Application.Paging;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Access;
using Concierge.Domain.Common;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Access;

public sealed record ListServiceKeys(PageLimit Limit, string? Cursor) : IQuery<Result<Page<ServiceKeyDto>>>, IBackendOnly;

internal sealed class ListServiceKeysValidator : AbstractValidator<ListServiceKeys>
{
    public ListServiceKeysValidator() => RuleFor(query => query.Limit).Limit();
}

internal sealed class ListServiceKeysHandler(IServiceKeyReader keys)
    : IRequestHandler<ListServiceKeys, Result<Page<ServiceKeyDto>>>
{
    public async Task<Result<Page<ServiceKeyDto>>> Handle(ListServiceKeys query, CancellationToken cancellationToken)
    {
        var scope = new CursorScope("service-keys");
        if (!scope.TryRead(query.Cursor, ServiceKeyId.IsValid, out var position))
        {
            return CommonErrors.CursorInvalid;
        }

        var before = position is null ? ServiceKeyId.Last : ServiceKeyId.From(position);
        var rows = await keys.ListAsync(before, query.Limit.Rows, cancellationToken);
        return Page.Of(rows, query.Limit, scope, key => key, key => key.Id.ToString());
    }
}
