using Concierge.Application.Authorization;
using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Sms;

/// <summary>Computes encoding and parts of a message. Nothing is stored.</summary>
public sealed record PreviewSms(
    string? RecipientPhone, string? MessageBody, string? SendAt, long? TimeToLive, IReadOnlyDictionary<string, string?>? Metadata)
    : IQuery<Result<SmsPreviewDto>>, IBackendOnly
{
    internal Result<DateTimeOffset> SendTime { get; } = Instants.Parse(SendAt);
}

internal sealed class PreviewSmsValidator : AbstractValidator<PreviewSms>
{
    public PreviewSmsValidator(SmsSettings settings, IPhonePlan phones, ISmsGateway gateway)
    {
        RuleFor(sms => sms.RecipientPhone).Recipient(settings, phones);
        RuleFor(sms => sms.MessageBody).SmsText(gateway);
        RuleFor(sms => sms.SendAt).Parses(sms => sms.SendTime);
        RuleFor(sms => sms.TimeToLive).TimeToLive(settings);
        RuleFor(sms => sms.Metadata).Metadata();
    }
}

internal sealed class PreviewSmsHandler(SmsSettings settings) : IRequestHandler<PreviewSms, Result<SmsPreviewDto>>
{
    public Task<Result<SmsPreviewDto>> Handle(PreviewSms query, CancellationToken cancellationToken)
    {
        var text = SmsText.From(query.MessageBody!);
        var encoding = text.Encoding == SmsEncoding.Gsm7 ? "GSM-7" : "UCS-2";
        Result<SmsPreviewDto> preview = new SmsPreviewDto(
            settings.Read(query.RecipientPhone).Value, encoding, text.Characters, text.Segments);
        return Task.FromResult(preview);
    }
}

/// <summary>Encoding and parts of a message.</summary>
/// <param name="RecipientPhone">In E.164 format.</param>
/// <param name="Encoding"><c>GSM-7</c>, or <c>UCS-2</c> where a character needs it.</param>
/// <param name="Characters">Characters. Those of the extension table of GSM-7, and in UCS-2 those beyond U+FFFF, count twice.</param>
/// <param name="Segments">Number of parts.</param>
public sealed record SmsPreviewDto(string RecipientPhone, string Encoding, int Characters, int Segments);
