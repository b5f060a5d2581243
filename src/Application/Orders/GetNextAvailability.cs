using Concierge.Application.Pipeline;
using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Services;
using FluentValidation;
using MediatR;

namespace Concierge.Application.Orders;

/// <summary>Gets the first instant at or after a time at which an order of these services would be accepted.</summary>
/// <param name="After">The time; null for now.</param>
/// <param name="ServiceIds">The services.</param>
public sealed record GetNextAvailability(string? After, IReadOnlyList<string?>? ServiceIds) : IQuery<Result<NextAvailabilityDto>>
{
    internal Result<DateTimeOffset> Start { get; } = Instants.Parse(After);
}

internal sealed class GetNextAvailabilityValidator : AbstractValidator<GetNextAvailability>
{
    public GetNextAvailabilityValidator()
    {
        RuleFor(query => query.After).Parses(query => query.Start);
        RuleFor(query => query.ServiceIds).ServiceIds();
    }
}

internal sealed class GetNextAvailabilityHandler(IServiceRepository services, FreeTimeSearch search, TimeProvider clock)
    : IRequestHandler<GetNextAvailability, Result<NextAvailabilityDto>>
{
    public async Task<Result<NextAvailabilityDto>> Handle(GetNextAvailability query, CancellationToken cancellationToken)
    {
        var selection = await services.SelectAsync(query.ServiceIds!, cancellationToken);
        if (!selection.IsSuccess)
        {
            return selection.ToFailure<NextAvailabilityDto>();
        }

        var start = query.After is null ? clock.GetUtcNow().CutToMilliseconds() : query.Start.Value;
        IReadOnlyList<ServiceId> ids = [.. selection.Value.Services.Select(service => service.Id)];
        return new NextAvailabilityDto(await search.NextAsync(ids, start, cancellationToken));
    }
}

/// <summary>The first time at which an order would be accepted.</summary>
/// <param name="NextAvailable">
/// The time; null if there is none within 365 days, or if the search passed 200,000 booked times without finding one.
/// </param>
public sealed record NextAvailabilityDto(DateTimeOffset? NextAvailable);
