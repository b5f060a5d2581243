using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Sms;

/// <summary>Asks how a message would travel. Nothing is stored.</summary>
public sealed record PreviewSms(string? RecipientPhone, string? MessageBody, string? SendAt) : IQuery<Result<SmsPreviewDto>>, IBackendOnly
{
    internal Result<DateTimeOffset> SendTime { get; } = Instants.Parse(SendAt);
}

internal sealed class PreviewSmsValidator : AbstractValidator<PreviewSms>
{
    public PreviewSmsValidator(SmsSettings settings)
    {
        RuleFor(sms => sms.RecipientPhone).Phone(settings);
        RuleFor(sms => sms.MessageBody).SmsText();
        RuleFor(sms => sms.SendAt).Parses(sms => sms.SendTime);
    }
}

internal sealed class PreviewSmsHandler(SmsSettings settings) : IRequestHandler<PreviewSms, Result<SmsPreviewDto>>
{
    public Task<Result<SmsPreviewDto>> Handle(PreviewSms query, CancellationToken cancellationToken)
    {
        var text = SmsText.From(query.MessageBody!);
        var encoding = text.Encoding == SmsEncoding.Gsm7 ? "GSM-7" : "UCS-2";
        Result<SmsPreviewDto> preview = new SmsPreviewDto(settings.Read(query.RecipientPhone).Value, encoding, text.Characters, text.Segments);
        return Task.FromResult(preview);
    }
}

/// <summary>How a message would travel.</summary>
/// <param name="RecipientPhone">In the form of E.164.</param>
/// <param name="Encoding"><c>GSM-7</c>, or <c>UCS-2</c> where a character needs it.</param>
/// <param name="Characters">Characters of that encoding: in GSM-7, those of the extension table count twice; in UCS-2, those beyond U+FFFF.</param>
/// <param name="Segments">In how many parts it would be sent.</param>
public sealed record SmsPreviewDto(string RecipientPhone, string Encoding, int Characters, int Segments);
