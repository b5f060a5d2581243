using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Orders;

/// <summary>Asks at which instants from one time to another, both included, an order for these services would be accepted.</summary>
public sealed record GetAvailability(string? From, string? To, IReadOnlyList<string?>? ServiceIds) : IQuery<Result<AvailabilityDto>>
{
    /// <summary>The longest time to ask about.</summary>
    public static readonly TimeSpan MaxRange = TimeSpan.FromDays(31);
}

internal sealed class GetAvailabilityValidator : AbstractValidator<GetAvailability>
{
    public GetAvailabilityValidator()
    {
        this.RuleForRange(query => (query.From, query.To), optional: false, GetAvailability.MaxRange);
        this.RuleForServiceIds("/service_id", query => query.ServiceIds, _ => "/service_id");
    }
}

internal sealed class GetAvailabilityHandler(IServiceRepository services, ITakenTimes calendar, OrderWindow window)
    : IRequestHandler<GetAvailability, Result<AvailabilityDto>>
{
    public async Task<Result<AvailabilityDto>> Handle(GetAvailability query, CancellationToken cancellationToken)
    {
        var (from, to) = (Instants.Parse(query.From!).Value, Instants.Parse(query.To!).Value);
        IReadOnlyList<ServiceId> ids = [.. query.ServiceIds!.Select(id => ServiceId.From(id!))];
        var selection = ServiceSelection.Of(ids, (await services.GetNamesAsync(ids, cancellationToken)).Keys, _ => "/service_id");
        if (!selection.IsSuccess)
        {
            return selection.ToFailure<AvailabilityDto>();
        }

        var taken = await calendar.ListTakenAsync(window.ScopeKeys(ids), from, to, except: null, cancellationToken);
        var free = window.FreeTimes(from, to, taken.Select(time => time.Datetime));
        return new AvailabilityDto([.. free.Select(time => new FreeTimeDto(time.From, time.To))]);
    }
}

/// <summary>When an order would be accepted.</summary>
/// <param name="Free">In order of time.</param>
public sealed record AvailabilityDto(IReadOnlyList<FreeTimeDto> Free);

/// <summary>A time at every instant of which, to the millisecond, an order would be accepted. Both ends belong to it, and may be the same.</summary>
public sealed record FreeTimeDto(DateTimeOffset From, DateTimeOffset To);
