using Concierge.Application.Paging;
using Concierge.Domain.Common;
using FluentValidation;
using FluentValidation.Results;

namespace Concierge.Application.Validation;

/// <summary>Rules that several validators share. Except for <see cref="Required"/> and <see cref="Text"/>, they accept null.</summary>
internal static class Rules
{
    public static IRuleBuilderOptions<T, TProperty> Required<T, TProperty>(this IRuleBuilder<T, TProperty> rule) =>
        rule.NotNull().WithError("required", "This member is required.");

    /// <summary>An id in the format of <see cref="Domain.Common.CallerId"/>.</summary>
    public static IRuleBuilderOptions<T, string?> CallerId<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(id => id is null || Domain.Common.CallerId.IsValid(id))
            .WithError("id_invalid", $"An id must match {Domain.Common.CallerId.Pattern}.");

    /// <summary>Text that is required, not blank, and not longer than <paramref name="maxLength"/>.</summary>
    public static IRuleBuilderOptions<T, string?> Text<T>(this IRuleBuilder<T, string?> rule, int maxLength) =>
        rule.Required().NotBlank().WithError("blank", "The text must not be blank.").MaxCodePoints(maxLength);

    /// <summary>Like <see cref="Text"/>, but white space at both ends does not count, and no controls are allowed inside.</summary>
    public static IRuleBuilderOptions<T, string?> Name<T>(this IRuleBuilder<T, string?> rule, int maxLength) =>
        rule.Required().NotBlank().WithError("blank", "The text must not be blank.")
            .Must(text => text?.Trim().HasControls() != true)
            .WithError("text_invalid", "A name must not contain control or bidirectional formatting characters.")
            .Must(text => text is null || text.Trim().LengthInCodePoints() <= maxLength).WithError(TooLong(maxLength));

    /// <summary>Text that shows something; see <see cref="Domain.Common.Text.IsBlank"/>.</summary>
    public static IRuleBuilderOptions<T, string?> NotBlank<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(text => text is null || !text.IsBlank());

    public static IRuleBuilderOptions<T, string?> MaxCodePoints<T>(this IRuleBuilder<T, string?> rule, int maxLength) =>
        rule.Must(text => text is null || text.LengthInCodePoints() <= maxLength).WithError(TooLong(maxLength));

    /// <summary>Direction of a list.</summary>
    public static IRuleBuilderOptions<T, string> SortOrder<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(order => order is "asc" or "desc").WithError("order_invalid", "The order must be asc or desc.");

    /// <summary>Size of a page.</summary>
    public static IRuleBuilderOptions<T, PageLimit> Limit<T>(this IRuleBuilder<T, PageLimit> rule) =>
        rule.Must(limit => limit.Items is >= 1 and <= Page.MaxLimit)
            .WithError("out_of_range", $"The limit must be between 1 and {Page.MaxLimit}.");

    /// <summary>Reports the errors of parsing a text. The request parses it once and keeps the result.</summary>
    public static IRuleBuilderOptionsConditions<T, string?> Parses<T, TValue>(
        this IRuleBuilder<T, string?> rule, Func<T, Result<TValue>> result)
        where TValue : notnull =>
        rule.Custom((text, context) =>
        {
            if (text is not null)
            {
                context.AddErrors(context.PropertyPath, result(context.InstanceToValidate).Errors);
            }
        });

    public static IRuleBuilderOptions<T, TProperty> WithError<T, TProperty>(
        this IRuleBuilderOptions<T, TProperty> rule, string code, string message) =>
        rule.WithErrorCode(code).WithMessage(message);

    public static IRuleBuilderOptions<T, TProperty> WithError<T, TProperty>(this IRuleBuilderOptions<T, TProperty> rule, Error error) =>
        rule.WithError(error.Code, error.Message).WithState(_ => error.Kind);

    /// <summary>Adds errors to one property.</summary>
    /// <param name="context">The validation.</param>
    /// <param name="property">Path of the property, or a JSON Pointer.</param>
    /// <param name="errors">The errors.</param>
    public static void AddErrors<T>(this ValidationContext<T> context, string property, params IReadOnlyList<Error> errors)
    {
        foreach (var error in errors)
        {
            context.AddFailure(new ValidationFailure(property, error.Message) { ErrorCode = error.Code, CustomState = error.Kind });
        }
    }

    public static Error TooLong(int maxLength) =>
        new("too_long", $"The text must not be longer than {maxLength} characters.", ErrorKind.Validation);
}
