using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Sms;

public sealed record GetSms(string Id) : IQuery<Result<SmsMessageDto>>, IBackendOnly;

internal sealed class GetSmsValidator : AbstractValidator<GetSms>
{
    public GetSmsValidator() => RuleFor(query => query.Id).SmsMessageId();
}

internal sealed class GetSmsHandler(ISmsReader messages, ISmsCipher cipher) : IRequestHandler<GetSms, Result<SmsMessageDto>>
{
    public async Task<Result<SmsMessageDto>> Handle(GetSms query, CancellationToken cancellationToken)
    {
        return await messages.GetAsync(SmsMessageId.From(query.Id), cancellationToken) is { } message
            ? SmsMessageDto.Of(message, cipher)
            : SmsErrors.NotFound;
    }
}
