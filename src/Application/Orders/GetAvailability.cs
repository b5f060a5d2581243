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
    /// <summary>Maximum length of the range.</summary>
    public static readonly TimeSpan MaxRange = TimeSpan.FromDays(31);

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
        RuleFor(query => query.ServiceIds).ServiceCount().OverridePropertyName("service_id")
            .DependentRules(() => RuleForEach(query => query.ServiceIds)
                .OverrideIndexer((_, _, _, _) => "")
                .Cascade(CascadeMode.Continue)
                .Required().CallerId().OverridePropertyName("service_id"));
    }
}

internal sealed class GetAvailabilityHandler(IServiceRepository services, ITakenTimes times, OrderWindow window)
    : IRequestHandler<GetAvailability, Result<AvailabilityDto>>
{
    public async Task<Result<AvailabilityDto>> Handle(GetAvailability query, CancellationToken cancellationToken)
    {
        var (from, to) = (query.Range.From.Value, query.Range.To.Value);
        IReadOnlyList<ServiceId> ids = [.. (query.ServiceIds ?? []).Select(ServiceId.From)];
        var selection = ServiceSelection.Of(ids, (await services.GetNamesAsync(ids, cancellationToken)).Keys, _ => "/service_id");
        if (!selection.IsSuccess)
        {
            return selection.ToFailure<AvailabilityDto>();
        }

        var taken = await times.ListTakenAsync(window.ScopeKeys(ids), from, to, except: null, cancellationToken);
        var free = window.FreeTimes(from, to, taken.Select(time => time.Datetime));
        return new AvailabilityDto([.. free.Select(time => new FreeTimeDto(time.From, time.To))]);
    }
}

/// <summary>Times at which an order would be accepted.</summary>
/// <param name="Free">The intervals, in ascending order.</param>
public sealed record AvailabilityDto(IReadOnlyList<FreeTimeDto> Free);

/// <summary>An interval in which an order would be accepted at every millisecond. Both ends are included and may be equal.</summary>
public sealed record FreeTimeDto(DateTimeOffset From, DateTimeOffset To);
