using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Sms;

public sealed record CancelSms(string Id) : ICommand<Result<SmsMessageDto>>, IBackendOnly;

internal sealed class CancelSmsValidator : AbstractValidator<CancelSms>
{
    public CancelSmsValidator() => RuleFor(sms => sms.Id).SmsMessageId();
}

internal sealed class CancelSmsHandler(
    ISmsRepository messages, IUnitOfWork unitOfWork, ISmsCipher cipher, ICurrentActor current, TimeProvider clock)
    : IRequestHandler<CancelSms, Result<SmsMessageDto>>
{
    public async Task<Result<SmsMessageDto>> Handle(CancelSms command, CancellationToken cancellationToken)
    {
        var message = await messages.FindAsync(SmsMessageId.From(command.Id), cancellationToken);
        if (message is null)
        {
            return SmsErrors.NotFound;
        }

        var canceled = message.Cancel(current.Actor, clock.GetUtcNow());
        var saved = await canceled.ThenAsync(() => unitOfWork.SaveAsync(cancellationToken));
        return saved.Map(() => SmsMessageDto.Of(message, cipher));
    }
}
