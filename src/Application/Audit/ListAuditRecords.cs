using Concierge.Application.Authorization;
using Concierge.Application.Paging;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Audit;
using Concierge.Domain.Common;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Audit;

/// <param name="Target">Target of the records; null for every target.</param>
/// <param name="Caller">Name of the caller; null for every caller.</param>
/// <param name="Limit">Maximum size of the page.</param>
/// <param name="Cursor">Cursor of the page; null for the first page.</param>
public sealed record ListAuditRecords(string? Target, string? Caller, PageLimit Limit, string? Cursor)
    : IQuery<Result<Page<AuditRecordDto>>>, IBackendOnly
{
    /// <summary>Maximum length of the filters, in code points.</summary>
    public const int MaxFilterLength = 100;
}

internal sealed class ListAuditRecordsValidator : AbstractValidator<ListAuditRecords>
{
    public ListAuditRecordsValidator()
    {
        RuleFor(query => query.Target).Filter();
        RuleFor(query => query.Caller).Filter();
        RuleFor(query => query.Limit).Limit();
    }
}

internal sealed class ListAuditRecordsHandler(IAuditReader records)
    : IRequestHandler<ListAuditRecords, Result<Page<AuditRecordDto>>>
{
    public async Task<Result<Page<AuditRecordDto>>> Handle(ListAuditRecords query, CancellationToken cancellationToken)
    {
        var scope = new CursorScope("audit", query.Target, query.Caller);
        if (!scope.TryRead(query.Cursor, AuditRecordId.IsValid, out var position))
        {
            return CommonErrors.CursorInvalid;
        }

        var before = position is null ? AuditRecordId.Last : AuditRecordId.From(position);
        var rows = await records.ListAsync(query.Target, query.Caller, before, query.Limit.Rows, cancellationToken);
        return Page.Of(rows, query.Limit, scope, record => record, record => record.Id.ToString());
    }
}

internal static class AuditRules
{
    /// <summary>Text that a name or an id can be.</summary>
    public static IRuleBuilderOptions<T, string?> Filter<T>(this IRuleBuilder<T, string?> rule) =>
        rule.MaxCodePoints(ListAuditRecords.MaxFilterLength)
            .Must(text => text?.Contains('\0', StringComparison.Ordinal) != true)
            .WithError("text_invalid", "The text must not contain a NUL character.");
}
