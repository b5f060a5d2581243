using Concierge.Domain.Common;
using Concierge.Domain.Messages;
using Concierge.Domain.Users;
using FluentValidation;
using FluentValidation.Results;

namespace Concierge.Application.Common;

/// <summary>The shapes that several requests share. Each names what is wrong by a code and by where the client wrote it.</summary>
internal static class Rules
{
    public static void RuleForUserId<T>(this AbstractValidator<T> validator, string pointer, Func<T, string?> value, bool optional = false) =>
        validator.RuleForText(pointer, value, optional, UserId.IsValid, "id_invalid", $"An id matches {CallerId.Pattern}.");

    public static void RuleForMessageId<T>(this AbstractValidator<T> validator, string pointer, Func<T, string?> value) =>
        validator.RuleForText(pointer, value, optional: false, MessageId.IsValid, "id_invalid", "A message id is a UUID.");

    public static void RuleForOrder<T>(this AbstractValidator<T> validator, Func<T, string> value) =>
        validator.RuleForText("/order", value, optional: false, order => order is "asc" or "desc", "order_invalid", "The order is asc or desc.");

    /// <summary>Text that must not be blank, of at most so many characters once trimmed (or as it is).</summary>
    public static void RuleForText<T>(this AbstractValidator<T> validator, string pointer, Func<T, string?> value, int maxLength, bool trimmed) =>
        validator.RuleFor(request => request).Custom((request, context) =>
        {
            var text = value(request);
            if (text is null)
            {
                context.AddFailure(Required(pointer));
            }
            else if (string.IsNullOrWhiteSpace(text))
            {
                context.AddFailure(Failure(pointer, "blank", "The text must not be blank."));
            }
            else if ((trimmed ? text.Trim() : text).LengthInCodePoints() > maxLength)
            {
                context.AddFailure(Failure(pointer, "too_long", $"The text must not be longer than {maxLength} characters."));
            }
        });

    public static void RuleForLimit<T>(this AbstractValidator<T> validator, Func<T, int> value) =>
        validator.RuleFor(request => request).Custom((request, context) =>
        {
            if (value(request) is < 1 or > Page.MaxLimit)
            {
                context.AddFailure(Failure("/limit", "out_of_range", $"The limit is from 1 to {Page.MaxLimit}."));
            }
        });

    public static ValidationFailure Failure(string pointer, string code, string message) => new(pointer, message) { ErrorCode = code };

    public static ValidationFailure Required(string pointer) => Failure(pointer, "required", "This member is required.");

    private static void RuleForText<T>(
        this AbstractValidator<T> validator, string pointer, Func<T, string?> value, bool optional, Func<string?, bool> isValid, string code, string message) =>
        validator.RuleFor(request => request).Custom((request, context) =>
        {
            var text = value(request);
            if (text is null)
            {
                if (!optional)
                {
                    context.AddFailure(Required(pointer));
                }
            }
            else if (!isValid(text))
            {
                context.AddFailure(Failure(pointer, code, message));
            }
        });
}
