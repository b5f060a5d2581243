using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Sms;

/// <summary>Removes number and text of a message for good. Idempotent.</summary>
public sealed record RedactSms(string Id) : ICommand<Result<SmsMessageDto>>, IBackendOnly;

internal sealed class RedactSmsValidator : AbstractValidator<RedactSms>
{
    public RedactSmsValidator() => RuleFor(sms => sms.Id).SmsMessageId();
}

internal sealed class RedactSmsHandler(
    ISmsRepository messages, IUnitOfWork unitOfWork, ISmsCipher cipher, ICurrentActor current, TimeProvider clock)
    : IRequestHandler<RedactSms, Result<SmsMessageDto>>
{
    public async Task<Result<SmsMessageDto>> Handle(RedactSms command, CancellationToken cancellationToken)
    {
        var message = await messages.FindAsync(SmsMessageId.From(command.Id), cancellationToken);
        if (message is null)
        {
            return SmsErrors.NotFound;
        }

        var redacted = message.Redact(current.Actor, clock.GetUtcNow());
        var saved = await redacted.ThenAsync(() => unitOfWork.SaveAsync(cancellationToken));
        return saved.Map(() => SmsMessageDto.Of(message, cipher));
    }
}
