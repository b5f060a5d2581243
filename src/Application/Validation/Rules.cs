using Concierge.Application.Paging;
using Concierge.Domain.Common;
using Concierge.Domain.Messages;
using FluentValidation;
using FluentValidation.Results;

namespace Concierge.Application.Validation;

/// <summary>The shapes that several requests share. Each names what is wrong by a code and by where the client wrote it.</summary>
internal static class Rules
{
    /// <summary>An id that callers own.</summary>
    public static void RuleForCallerId<T>(this AbstractValidator<T> validator, string pointer, Func<T, string?> value, bool optional = false) =>
        validator.Check(request => CheckCallerId(pointer, value(request), optional));

    public static void RuleForMessageId<T>(this AbstractValidator<T> validator, string pointer, Func<T, string?> value) =>
        validator.Check(request => value(request) switch
        {
            null => Required(pointer),
            var id when !MessageId.IsValid(id) => Failure(pointer, "id_invalid", "A message id is a UUID."),
            _ => null,
        });

    /// <summary>A time of RFC 3339.</summary>
    public static void RuleForInstant<T>(this AbstractValidator<T> validator, string pointer, Func<T, string?> value, bool optional = false) =>
        validator.Check(request => value(request) switch
        {
            null => optional ? null : Required(pointer),
            var text => Instants.Parse(text).Errors is [var error] ? Failure(pointer, error) : null,
        });

    public static void RuleForOrder<T>(this AbstractValidator<T> validator, Func<T, string> value) =>
        validator.Check(request => value(request) is "asc" or "desc" ? null : Failure("/order", "order_invalid", "The order is asc or desc."));

    public static void RuleForLimit<T>(this AbstractValidator<T> validator, Func<T, int> value) =>
        validator.Check(request =>
            value(request) is >= 1 and <= Page.MaxLimit ? null : Failure("/limit", "out_of_range", $"The limit is from 1 to {Page.MaxLimit}."));

    /// <summary>Text that must not be blank, of at most so many characters once trimmed (or as it is).</summary>
    public static void RuleForText<T>(this AbstractValidator<T> validator, string pointer, Func<T, string?> value, int maxLength, bool trimmed) =>
        validator.Check(request => value(request) switch
        {
            null => Required(pointer),
            var text when string.IsNullOrWhiteSpace(text) => Failure(pointer, "blank", "The text must not be blank."),
            var text => CheckLength(pointer, trimmed ? text.Trim() : text, maxLength),
        });

    /// <summary>The failure of what should be an id that callers own, or null.</summary>
    public static ValidationFailure? CheckCallerId(string pointer, string? id, bool optional = false) => id switch
    {
        null => optional ? null : Required(pointer),
        var text when !CallerId.IsValid(text) => Failure(pointer, "id_invalid", $"An id matches {CallerId.Pattern}."),
        _ => null,
    };

    /// <summary>The failure of a text that is too long, or null.</summary>
    public static ValidationFailure? CheckLength(string pointer, string text, int maxLength) =>
        text.LengthInCodePoints() <= maxLength ? null : Failure(pointer, "too_long", $"The text must not be longer than {maxLength} characters.");

    /// <summary>A rule over the whole request that finds at most one failure.</summary>
    public static void Check<T>(this AbstractValidator<T> validator, Func<T, ValidationFailure?> find) =>
        validator.RuleFor(request => request).Custom((request, context) =>
        {
            if (find(request) is { } failure)
            {
                context.AddFailure(failure);
            }
        });

    public static ValidationFailure Failure(string pointer, string code, string message) => new(pointer, message) { ErrorCode = code };

    /// <summary>A failure for which the domain has an error of its own.</summary>
    public static ValidationFailure Failure(string pointer, Error error) => new(pointer, error.Message) { ErrorCode = error.Code, CustomState = error.Kind };

    public static ValidationFailure Required(string pointer) => Failure(pointer, "required", "This member is required.");
}
