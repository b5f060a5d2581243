using System.Collections.Frozen;
using Concierge.Application.Authorization;
using Concierge.Application.Paging;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Sms;

public sealed record ListSms(string Order, string? Status, string? RecipientPhone, PageLimit Limit, string? Cursor)
    : IQuery<Result<Page<SmsMessageDto>>>, IBackendOnly
{
    /// <summary>The statuses by their names on the wire.</summary>
    internal static readonly FrozenDictionary<string, SmsStatus> Statuses =
        Enum.GetValues<SmsStatus>().ToFrozenDictionary(status => status.ToString().ToLowerInvariant());
}

internal sealed class ListSmsValidator : AbstractValidator<ListSms>
{
    public ListSmsValidator(SmsSettings settings)
    {
        RuleFor(query => query.Order).SortOrder();
        RuleFor(query => query.Status).Must(status => status is null || ListSms.Statuses.ContainsKey(status))
            .WithError("status_invalid", "There is no such status.");
        RuleFor(query => query.RecipientPhone).Phone(settings).When(query => query.RecipientPhone is not null);
        RuleFor(query => query.Limit).Limit();
    }
}

internal sealed class ListSmsHandler(ISmsReader messages, ISmsCipher cipher, SmsSettings settings)
    : IRequestHandler<ListSms, Result<Page<SmsMessageDto>>>
{
    public async Task<Result<Page<SmsMessageDto>>> Handle(ListSms query, CancellationToken cancellationToken)
    {
        SmsStatus? status = query.Status is null ? null : ListSms.Statuses[query.Status];
        var phone = query.RecipientPhone is null ? null : cipher.IndexOf(settings.Read(query.RecipientPhone));
        var scope = new CursorScope("sms-messages", query.Order, status, phone is null ? null : Convert.ToHexString(phone));
        if (!scope.TryRead(query.Cursor, SmsMessageId.IsValid, out var position))
        {
            return CommonErrors.CursorInvalid;
        }

        var descending = query.Order == "desc";
        var from = position is not null ? SmsMessageId.From(position) : descending ? SmsMessageId.Last : SmsMessageId.First;
        var rows = await messages.ListAsync(new(from, descending, status, phone, query.Limit.Rows), cancellationToken);
        return Page.Of(
            rows,
            query.Limit,
            scope,
            message => SmsMessageDto.Of(message, cipher),
            message => message.Id.ToString(),
            SmsMessageDto.SizeOf);
    }
}
