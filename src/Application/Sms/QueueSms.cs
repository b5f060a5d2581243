using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Sms;

public sealed record QueueSms(string? RecipientPhone, string? MessageBody, string? SendAt) : ICommand<Result<SmsMessageDto>>, IBackendOnly
{
    internal Result<DateTimeOffset> SendTime { get; } = Instants.Parse(SendAt);
}

internal sealed class QueueSmsValidator : AbstractValidator<QueueSms>
{
    public QueueSmsValidator(SmsSettings settings, IPhonePlan phones, ISmsGateway gateway)
    {
        RuleFor(sms => sms.RecipientPhone).Recipient(settings, phones);
        RuleFor(sms => sms.MessageBody).SmsText(gateway);
        RuleFor(sms => sms.SendAt).Parses(sms => sms.SendTime);
    }
}

internal sealed class QueueSmsHandler(
    ISmsRepository messages, IUnitOfWork unitOfWork, ISmsCipher cipher, SmsSettings settings,
    ICurrentActor current, TimeOrderedUuidGenerator ids, TimeProvider clock)
    : IRequestHandler<QueueSms, Result<SmsMessageDto>>
{
    public async Task<Result<SmsMessageDto>> Handle(QueueSms command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var id = new SmsMessageId(ids.Next(now));
        var (phone, text) = (settings.Read(command.RecipientPhone), SmsText.From(command.MessageBody!));
        DateTimeOffset? sendAt = command.SendAt is null ? null : command.SendTime.Value;
        var message = SmsMessage.Accept(
            current.Actor, id, cipher.Seal(id, phone, text), text.Segments, sendAt, settings.TimeToLive, now, current.Caller.Name);
        if (!message.IsSuccess)
        {
            return message.ToFailure<SmsMessageDto>();
        }

        messages.Add(message.Value);
        var saved = await unitOfWork.SaveAsync(cancellationToken);
        return saved.Map(() => SmsMessageDto.Of(message.Value, phone, text));
    }
}
