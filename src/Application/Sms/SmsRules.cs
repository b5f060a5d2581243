using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using FluentValidation;

namespace Concierge.Application.Sms;

/// <summary>Validation rules of the SMS use cases.</summary>
internal static class SmsRules
{
    public static IRuleBuilderOptions<T, string> SmsMessageId<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(Domain.Sms.SmsMessageId.IsValid).WithError("id_invalid", "The id of an SMS message must be a UUID.");

    /// <summary>A number in the right format, to find messages by.</summary>
    public static IRuleBuilderOptions<T, string?> Phone<T>(this IRuleBuilder<T, string?> rule, SmsSettings settings) =>
        rule.Must(phone => PhoneNumber.TryParse(phone, settings.DefaultCountryCode, out _)).WithError(SmsErrors.PhoneInvalid);

    /// <summary>A number that a message can be sent to: in the right format, and possible in its country.</summary>
    public static IRuleBuilderOptions<T, string?> Recipient<T>(
        this IRuleBuilder<T, string?> rule, SmsSettings settings, IPhonePlan phones) =>
        rule.Must(phone => PhoneNumber.TryParse(phone, settings.DefaultCountryCode, out var number) && phones.IsPossible(number))
            .WithError(SmsErrors.PhoneInvalid);

    /// <summary>A time to live in seconds: at least 1, at most that of the settings.</summary>
    public static IRuleBuilderOptions<T, long?> TimeToLive<T>(this IRuleBuilder<T, long?> rule, SmsSettings settings)
    {
        var longest = (long)settings.TimeToLive.TotalSeconds;
        return rule.InclusiveBetween(1, longest).WithError("out_of_range", $"The time to live must be between 1 and {longest} seconds.");
    }

    /// <summary>A text that the gateway delivers as a whole.</summary>
    public static IRuleBuilderOptionsConditions<T, string?> SmsText<T>(this IRuleBuilder<T, string?> rule, ISmsGateway gateway) =>
        rule.Required()
            .NotBlank().WithError(SmsErrors.BodyBlank)
            .Custom((text, context) =>
            {
                if (text is null || text.IsBlank())
                {
                    return;
                }

                var error = Domain.Sms.SmsText.IsShortEnough(text)
                    ? gateway.CheckText(Domain.Sms.SmsText.From(text))
                    : SmsErrors.BodyTooLong;
                if (error is not null)
                {
                    context.AddErrors(context.PropertyPath, error);
                }
            });
}
