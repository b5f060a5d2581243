using Concierge.Application.Validation;
using Concierge.Domain.Sms;
using FluentValidation;

namespace Concierge.Application.Sms;

/// <summary>Validation rules of the SMS use cases.</summary>
internal static class SmsRules
{
    public static void RuleForSmsMessageId<T>(this AbstractValidator<T> validator, Func<T, string> value) =>
        validator.Check(request => SmsMessageId.IsValid(value(request)) ? null : Rules.Failure("/id", "id_invalid", "The id of an SMS message is a UUID."));

    public static void RuleForPhone<T>(this AbstractValidator<T> validator, SmsSettings settings, Func<T, string?> value) =>
        validator.Check(request => PhoneNumber.TryParse(value(request), settings.DefaultCountryCode, out _)
            ? null
            : Rules.Failure("/recipient_phone", SmsErrors.PhoneInvalid));

    public static void RuleForSmsText<T>(this AbstractValidator<T> validator, Func<T, string?> value) =>
        validator.Check(request => value(request) switch
        {
            null => Rules.Required("/message_body"),
            var text when string.IsNullOrWhiteSpace(text) => Rules.Failure("/message_body", SmsErrors.BodyBlank),
            var text when !SmsText.IsShortEnough(text) => Rules.Failure("/message_body", SmsErrors.BodyTooLong),
            _ => null,
        });
}
