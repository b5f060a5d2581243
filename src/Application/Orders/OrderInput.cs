using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using FluentValidation;
using FluentValidation.Results;

namespace Concierge.Application.Orders;

/// <summary>What an order is to be, as a caller writes it.</summary>
/// <param name="Datetime">A time of RFC 3339 with its offset.</param>
/// <param name="TotalFee">See <see cref="Domain.Orders.TotalFee"/>.</param>
/// <param name="ServiceIds">The services, 1 to <see cref="ServiceSelection.MaxCount"/>.</param>
public sealed record OrderInput(string? Datetime, decimal? TotalFee, IReadOnlyList<string?>? ServiceIds)
{
    internal DateTimeOffset At => Instants.Parse(Datetime!).Value;

    internal TotalFee Fee => Domain.Orders.TotalFee.From(TotalFee!.Value);

    internal IReadOnlyList<ServiceId> Services => [.. ServiceIds!.Select(id => ServiceId.From(id!))];

    internal Result<ServiceSelection> Select(IEnumerable<ServiceId> known) => ServiceSelection.Of(Services, known, PointerTo);

    internal static string PointerTo(int service) => $"/services/{service}/id";
}

/// <summary>The shapes that requests about orders share.</summary>
internal static class OrderRules
{
    public static void RuleForOrderInput<T>(this AbstractValidator<T> validator, Func<T, OrderInput> value)
    {
        validator.RuleForInstant("/datetime", request => value(request).Datetime);
        validator.Check(request => value(request).TotalFee switch
        {
            null => Rules.Required("/totalfee"),
            var fee when !TotalFee.IsInRange(fee.Value) => Rules.Failure("/totalfee", "out_of_range", $"The fee is from 0 to {TotalFee.Max}."),
            var fee when !TotalFee.HasWholeHundredths(fee.Value) =>
                Rules.Failure("/totalfee", "too_many_decimals", $"The fee has at most {TotalFee.MaxDecimals} decimals."),
            _ => null,
        });
        validator.RuleForServiceIds("/services", request => value(request).ServiceIds, OrderInput.PointerTo);
    }

    public static void RuleForServiceIds<T>(
        this AbstractValidator<T> validator, string pointer, Func<T, IReadOnlyList<string?>?> value, Func<int, string> pointerTo) =>
        validator.RuleFor(request => request).Custom((request, context) =>
        {
            var ids = value(request);
            var failures = ids?.Count switch
            {
                null => [Rules.Required(pointer)],
                0 => [Rules.Failure(pointer, "too_few", "At least one service.")],
                > ServiceSelection.MaxCount => [Rules.Failure(pointer, "too_many", $"At most {ServiceSelection.MaxCount} services.")],
                _ => ids!.Select((id, index) => Rules.CheckCallerId(pointerTo(index), id)).OfType<ValidationFailure>(),
            };
            foreach (var failure in failures)
            {
                context.AddFailure(failure);
            }
        });

    /// <summary>Two times that are each valid, of which the second is not before the first, nor too long after it.</summary>
    public static void RuleForRange<T>(this AbstractValidator<T> validator, Func<T, (string? From, string? To)> value, bool optional, TimeSpan? longest = null)
    {
        validator.RuleForInstant("/from", request => value(request).From, optional);
        validator.RuleForInstant("/to", request => value(request).To, optional);
        validator.Check(request => Length(value(request)) switch
        {
            var length when length < TimeSpan.Zero => Rules.Failure("/to", "range_invalid", "The time lies before from."),
            var length when length > longest => Rules.Failure("/to", "range_too_long", $"The time lies at most {longest.Value.Days} days after from."),
            _ => null,
        });
    }

    /// <summary>From the one time to the other; null where one is missing or invalid.</summary>
    private static TimeSpan? Length((string? From, string? To) range) =>
        range is ({ } from, { } to) && Instants.Parse(from) is { IsSuccess: true } first && Instants.Parse(to) is { IsSuccess: true } last
            ? last.Value - first.Value
            : null;
}
