using Concierge.Application.Validation;
using Concierge.Domain.Common;
using Concierge.Domain.Orders;
using Concierge.Domain.Services;
using FluentValidation;

namespace Concierge.Application.Orders;

/// <summary>The content of an order in a request.</summary>
/// <param name="Datetime">An RFC 3339 date-time with a UTC offset.</param>
/// <param name="TotalFee">See <see cref="Domain.Orders.TotalFee"/>.</param>
/// <param name="ServiceIds">1 to <see cref="ServiceSelection.MaxCount"/> services.</param>
public sealed record OrderInput(string? Datetime, decimal? TotalFee, IReadOnlyList<string?>? ServiceIds)
{
    internal Result<DateTimeOffset> At { get; } = Instants.Parse(Datetime);

    internal TotalFee Fee => Domain.Orders.TotalFee.From(TotalFee);

    internal IReadOnlyList<ServiceId> Services => [.. (ServiceIds ?? []).Select(ServiceId.From)];

    /// <summary>Selects the services; see <see cref="ServiceSelection.Of"/>.</summary>
    internal Result<ServiceSelection> Select(IEnumerable<ServiceId> known) =>
        ServiceSelection.Of(Services, known, index => $"/services/{index}/id");
}

internal sealed class OrderInputValidator : AbstractValidator<OrderInput>
{
    public OrderInputValidator()
    {
        RuleFor(order => order.Datetime).Required().Parses(order => order.At);
        RuleFor(order => order.TotalFee).Required()
            .InclusiveBetween(0, TotalFee.Max).WithError("out_of_range", $"The fee must be between 0 and {TotalFee.Max}.")
            .Must(fee => fee is null || TotalFee.HasWholeHundredths(fee.Value))
            .WithError("too_many_decimals", $"The fee must have at most {TotalFee.MaxDecimals} decimals.")
            .OverridePropertyName("totalfee");
        RuleFor(order => order.ServiceIds).ServiceCount().OverridePropertyName("services")
            .DependentRules(() => RuleForEach(order => order.ServiceIds)
                .OverrideIndexer((_, _, _, index) => $"[{index}].id")
                .Cascade(CascadeMode.Continue)
                .Required().CallerId().OverridePropertyName("services"));
    }
}
