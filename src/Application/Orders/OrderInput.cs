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
/// <param name="Metadata">Pairs for the caller's own use; null for none.</param>
public sealed record OrderInput(
    string? Datetime, decimal? TotalFee, IReadOnlyList<string?>? ServiceIds, IReadOnlyDictionary<string, string?>? Metadata)
{
    internal Result<DateTimeOffset> At { get; } = Instants.Parse(Datetime);

    internal IReadOnlyList<ServiceId> Services => [.. (ServiceIds ?? []).Select(ServiceId.From)];

    /// <summary>Converts the input. Fails as <see cref="ServiceSelection.Of"/> does.</summary>
    /// <param name="known">Those of the services that exist.</param>
    /// <param name="before">The order that is changed; null for a new one.</param>
    internal Result<OrderContent> ToContent(IEnumerable<KnownService> known, Order? before = null)
    {
        var selection = ServiceSelection.Of(Services, known, before?.Services ?? [], index => $"/services/{index}/id");
        return selection.Then<ServiceSelection, OrderContent>(services => new OrderContent(
            At.Value, Domain.Orders.TotalFee.From(TotalFee), services, MetadataRules.From(Metadata)));
    }
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
        RuleFor(order => order.Metadata).Metadata();
    }
}
