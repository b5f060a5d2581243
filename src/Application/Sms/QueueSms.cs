using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Sms;

/// <param name="RecipientPhone">Number of the recipient.</param>
/// <param name="MessageBody">The text.</param>
/// <param name="SendAt">Time to send; null for at once.</param>
/// <param name="TimeToLive">Time in seconds after which the message expires once it is due; null for that of the settings.</param>
/// <param name="Metadata">Pairs for the backend's own use; null for none.</param>
public sealed record QueueSms(
    string? RecipientPhone, string? MessageBody, string? SendAt, long? TimeToLive, IReadOnlyDictionary<string, string?>? Metadata)
    : ICommand<Result<SmsMessageDto>>, IBackendOnly
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
        RuleFor(sms => sms.TimeToLive).TimeToLive(settings);
        RuleFor(sms => sms.Metadata).Metadata();
    }
}

internal sealed class QueueSmsHandler(
    ISmsRepository messages, ISmsUsageRepository usage, IUnitOfWork unitOfWork, ISmsCipher cipher, SmsSettings settings,
    ICurrentActor current, TimeOrderedUuidGenerator ids, TimeProvider clock)
    : IRequestHandler<QueueSms, Result<SmsMessageDto>>
{
    public async Task<Result<SmsMessageDto>> Handle(QueueSms command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var id = new SmsMessageId(ids.Next(now));
        var (phone, text) = (settings.Read(command.RecipientPhone), SmsText.From(command.MessageBody!));
        DateTimeOffset? sendAt = command.SendAt is null ? null : command.SendTime.Value;
        var timeToLive = command.TimeToLive is { } seconds ? TimeSpan.FromSeconds(seconds) : settings.TimeToLive;
        var message = SmsMessage.Accept(
            current.Actor, id, cipher.Seal(id, phone, text), text.Segments, sendAt, timeToLive, now, current.Caller.Name,
            MetadataRules.From(command.Metadata));
        if (!message.IsSuccess)
        {
            return message.ToFailure<SmsMessageDto>();
        }

        var quotas = settings.Limits.QuotasOf(message.Value.PhoneIndex, message.Value.Backend, now);
        var saved = quotas.Count == 0
            ? await messages.AcceptAsync(message.Value, cancellationToken)
            : await unitOfWork.InTransactionAsync(
                async () => await (await usage.CountAsync(quotas, cancellationToken))
                    .ThenAsync(() => messages.AcceptAsync(message.Value, cancellationToken)),
                cancellationToken);
        return saved.Map(() => SmsMessageDto.Of(message.Value, phone, text));
    }
}
