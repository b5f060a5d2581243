using Concierge.Application.Validation;
using Concierge.Domain.Sms;
using FluentValidation;

namespace Concierge.Application.Sms;

/// <summary>Validation rules of the SMS use cases.</summary>
internal static class SmsRules
{
    public static IRuleBuilderOptions<T, string> SmsMessageId<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(Domain.Sms.SmsMessageId.IsValid).WithError("id_invalid", "The id of an SMS message must be a UUID.");

    public static IRuleBuilderOptions<T, string?> Phone<T>(this IRuleBuilder<T, string?> rule, SmsSettings settings) =>
        rule.Must(phone => PhoneNumber.TryParse(phone, settings.DefaultCountryCode, out _)).WithError(SmsErrors.PhoneInvalid);

    public static IRuleBuilderOptions<T, string?> SmsText<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Required()
            .NotBlank().WithError(SmsErrors.BodyBlank)
            .Must(text => text is null || Domain.Sms.SmsText.IsShortEnough(text)).WithError(SmsErrors.BodyTooLong);
}
