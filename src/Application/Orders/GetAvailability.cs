using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Orders;

/// <summary>Gets the instants of a range, ends included, at which an order of these services would be accepted.</summary>
public sealed record GetAvailability(string? From, string? To, IReadOnlyList<string?>? ServiceIds) : IQuery<Result<AvailabilityDto>>
{
    /// <summary>Maximum length of the range: every calendar month fits, in every time zone.</summary>
    public static readonly TimeSpan MaxRange = TimeSpan.FromDays(32);

    /// <summary>Maximum number of booked times in the range. Bounds the size of the response.</summary>
    public const int MaxTaken = 50_000;

    internal TimeRange Range { get; } = new(From, To);
}

internal sealed class GetAvailabilityValidator : AbstractValidator<GetAvailability>
{
    public GetAvailabilityValidator()
    {
        RuleFor(query => query.From).Required().Parses(query => query.Range.From);
        RuleFor(query => query.To).Required().Parses(query => query.Range.To);
        RuleFor(query => query.Range.Length)
            .GreaterThanOrEqualTo(TimeSpan.Zero).WithError("range_invalid", "The time must not be before from.")
            .LessThanOrEqualTo(GetAvailability.MaxRange)
            .WithError("range_too_long", $"The time must be at most {GetAvailability.MaxRange.Days} days after from.")
            .OverridePropertyName("to");
        RuleFor(query => query.ServiceIds).ServiceIds();
    }
}

internal sealed class GetAvailabilityHandler(
    IServiceRepository services, ITakenTimes times, OrderWindow window, LeadTime lead, TimeProvider clock)
    : IRequestHandler<GetAvailability, Result<AvailabilityDto>>
{
    private static readonly Error TooManyTaken = new Error(
        "range_too_long", $"The range holds more than {GetAvailability.MaxTaken} orders; ask for a shorter one.", ErrorKind.Validation)
        .At("/to");

    private static readonly TimeSpan OneMillisecond = TimeSpan.FromMilliseconds(1);

    public async Task<Result<AvailabilityDto>> Handle(GetAvailability query, CancellationToken cancellationToken)
    {
        var selection = await services.SelectAsync(query.ServiceIds!, cancellationToken);
        if (!selection.IsSuccess)
        {
            return selection.ToFailure<AvailabilityDto>();
        }

        var (from, to, earliest) = (query.Range.From.Value, query.Range.To.Value, lead.EarliestAt(clock.GetUtcNow()));
        from = from < earliest ? earliest : from;
        if (from > to)
        {
            return new AvailabilityDto([]);
        }

        var taken = await times.ListAsync(
            [.. selection.Value.Services.Select(service => service.Id)], from.ShiftWithinTime(OneMillisecond - window.Length),
            to.ShiftWithinTime(window.Length - OneMillisecond), except: null, GetAvailability.MaxTaken + 1, cancellationToken);
        return taken.Count > GetAvailability.MaxTaken
            ? TooManyTaken
            : new AvailabilityDto([.. window.FreeTimes(from, to, taken).Select(time => new FreeTimeDto(time.From, time.To))]);
    }
}

/// <summary>Times at which an order would be accepted.</summary>
/// <param name="Free">The intervals, in ascending order.</param>
public sealed record AvailabilityDto(IReadOnlyList<FreeTimeDto> Free);

/// <summary>An interval in which an order would be accepted at every millisecond. Both ends are included and may be equal.</summary>
public sealed record FreeTimeDto(DateTimeOffset From, DateTimeOffset To);
